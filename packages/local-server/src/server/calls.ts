import type { SessionConfig, TranscriptionSessionConfig } from '@parley/core/protocol'
import type { ServerSession } from '../session/serverSession.ts'
import { newId } from '../session/step.ts'
import type { Playout } from '../session/sessionPorts.ts'
import { newSessionRefusal } from '../session/configuration.ts'
import { checkSession } from '../validation/clientEventShape.ts'
import type { Clock } from '../clock.ts'
import { faultPlanOf, type FaultPlan } from '../faults/faultPlan.ts'
import { sessionFaults, type Connector } from './connection.ts'
import { checkKey, checkModel, checkStandardKey, isAzure, keyOf, type KeyRules } from './credentials.ts'
import { httpError } from './http.ts'
import type { RealtimeServerOptions } from './serverOptions.ts'
import type { SessionFactory } from './sessionFactory.ts'

/** Makes peer connections: the part of WebRTC that the server core does not know. */
export interface CallConnector {
  /**
   * Answers an SDP offer. `begin` makes the session once the peer is ready to carry it. Rejects with `SdpError` when the offer
   * cannot be answered.
   */
  answer(
    offer: string,
    begin: (playout: Playout) => ServerSession,
    ended: () => void,
    options: CallOptions,
  ): Promise<Call>
}

export interface CallOptions {
  /** Azure's `webrtcfilter=on`: only a few events travel on the data channel. */
  filtered: boolean
  /** What shall go wrong on the data channel. */
  faults: FaultPlan
  clock: Clock
}

export interface Call {
  sdp: string
  hangUp(): void
}

/** The offer is not SDP, or offers nothing that can be carried. */
export class SdpError extends Error {}

export interface CallRoutes {
  /** Null when the path is not one of a call. */
  handle(request: Request, path: string): Promise<Response | null>
  close(): void
}

export function createCalls(
  options: RealtimeServerOptions,
  factory: SessionFactory,
  keys: KeyRules,
  connector: Connector,
  peers: CallConnector | undefined,
): CallRoutes {
  const running = new Map<string, Call>()

  const start = async (request: Request): Promise<Response> => {
    const url = new URL(request.url)
    const checked = checkKey(keyOf(request.headers, url), keys)
    if ('message' in checked) return httpError(checked.status, checked)
    if (!peers)
      return httpError(501, {
        code: 'webrtc_unavailable',
        message: 'This server was started without WebRTC.',
        param: null,
      })
    const body = await readCall(request)
    if (body instanceof Response) return body
    const fromSecret = checked.secret?.session ?? null
    const config = body.session ?? fromSecret
    const kind = config?.type ?? (url.searchParams.get('intent') === 'transcription' ? 'transcription' : 'realtime')
    const named = [config, fromSecret].find((session) => session?.type === 'realtime' && session.model !== undefined)
    const model = url.searchParams.get('model') ?? (named?.type === 'realtime' ? named.model : null) ?? 'gpt-realtime'
    const wrong = kind === 'realtime' ? checkModel(model, options.models ?? [], isAzure(url)) : null
    const refused = wrong ?? (body.session && newSessionRefusal(body.session, model))
    if (refused) return httpError(400, refused)
    const faults = faultPlanOf(url, request.headers, options.faults)
    const callId = newId(factory.dice, 'rtc')
    let session: ServerSession | null = null
    const begin = (playout: Playout): ServerSession => {
      session = factory.create({ kind, model, config, playout, ...sessionFaults(faults) })
      connector.add(session, callId)
      return session
    }
    const ended = () => {
      running.delete(callId)
      if (session) connector.remove(session)
    }
    try {
      const filtered = url.searchParams.get('webrtcfilter') === 'on'
      const call = await peers.answer(body.sdp, begin, ended, { filtered, faults, clock: factory.clock })
      running.set(callId, call)
      const location = `/v1/realtime/calls/${callId}`
      return new Response(call.sdp, { status: 201, headers: { 'content-type': 'application/sdp', location } })
    } catch (error) {
      ended()
      if (!(error instanceof SdpError)) throw error
      return httpError(400, { code: 'invalid_offer', message: error.message, param: 'sdp' })
    }
  }

  const control = (request: Request, callId: string, action: string): Response => {
    const denied = checkStandardKey(keyOf(request.headers, new URL(request.url)), keys)
    if (denied) return httpError(denied.status, denied)
    const call = running.get(callId)
    if (!call)
      return httpError(404, {
        code: 'call_id_not_found',
        message: `No call with id '${callId.slice(0, 100)}' is running.`,
        param: 'call_id',
      })
    if (action !== 'hangup') {
      const message = `'${action}' is for telephone calls, which this server does not carry. Hang up a WebRTC call with /hangup.`
      return httpError(400, { code: 'invalid_request', message, param: null })
    }
    call.hangUp()
    return new Response(null, { status: 200 })
  }

  return {
    async handle(request, path) {
      if (path === '/v1/realtime/calls') return await start(request)
      const match = path.match(/^\/v1\/realtime\/calls\/([^/]+)\/(accept|reject|refer|hangup)$/)
      return match && control(request, match[1]!, match[2]!)
    },
    close() {
      for (const call of running.values()) call.hangUp()
    },
  }
}

type Configured = SessionConfig | TranscriptionSessionConfig

/** Raw SDP, or a form with the parts `sdp` and `session`. */
async function readCall(request: Request): Promise<{ sdp: string; session: Configured | null } | Response> {
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('multipart/form-data')) {
    if (!/^(application\/sdp|text\/plain)/.test(type) && type !== '') {
      return httpError(400, {
        code: 'unsupported_content_type',
        message: 'Send the offer as application/sdp or multipart/form-data.',
        param: null,
      })
    }
    return { sdp: await request.text(), session: null }
  }
  let form: FormData
  try {
    form = await request.formData()
  } catch {
    return httpError(400, { code: 'invalid_form', message: 'The multipart form cannot be read.', param: null })
  }
  const part = async (name: string): Promise<string | null> => {
    const value = form.get(name)
    return value === null ? null : typeof value === 'string' ? value : await value.text()
  }
  const sdp = await part('sdp')
  if (sdp === null)
    return httpError(400, {
      code: 'missing_required_parameter',
      message: "Missing required parameter: 'sdp'.",
      param: 'sdp',
    })
  const text = await part('session')
  if (text === null) return { sdp, session: null }
  try {
    const session = JSON.parse(text) as Configured
    const issue = checkSession(session)
    if (issue) return httpError(400, issue)
    return { sdp, session }
  } catch {
    return httpError(400, { code: 'invalid_json', message: "The part 'session' is not JSON.", param: 'session' })
  }
}
