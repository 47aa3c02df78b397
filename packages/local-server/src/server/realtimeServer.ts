import type { SessionConfig, TranscriptionSessionConfig } from '@parley/core/protocol'
import { newSessionRefusal } from '../session/configuration.ts'
import { clientSecretShape } from '../validation/clientEventShape.ts'
import { accessDenied, accessOf, answerAllowed } from './access.ts'
import { createCalls, type CallConnector } from './calls.ts'
import { createClientSecrets } from './clientSecrets.ts'
import { createConnector, type ConnectRequest, type Connection, type ServerSocket } from './connection.ts'
import { faultPlanOf } from '../faults/faultPlan.ts'
import { sleep } from '../clock.ts'
import { checkModel, checkStandardKey, isAzure, keyOf } from './credentials.ts'
import { httpError, json } from './http.ts'
import type { RealtimeServerOptions } from './serverOptions.ts'
import { createSessionFactory } from './sessionFactory.ts'

/** The Realtime API behind a fetch handler and a `connect` for upgraded sockets. It opens no socket itself. */
export interface RealtimeServer {
  /** Answers the HTTP endpoints: client secrets, calls, and their preflights. Never rejects. */
  fetch(request: Request): Promise<Response>
  /** The answer to an upgrade request that must not be upgraded, or null: credentials and model are checked after the upgrade. */
  refuseUpgrade(request: ConnectRequest): Promise<Response | null>
  /** Begins (or joins) a session on an upgraded socket. */
  connect(request: ConnectRequest, socket: ServerSocket): Connection
  /** How many sessions run. */
  sessionCount(): number
  /** Ends every session. The parts that were handed in are left open. */
  close(): void
}

export function createRealtimeServer(options: RealtimeServerOptions, calls?: CallConnector): RealtimeServer {
  const rules = accessOf(options)
  const factory = createSessionFactory(options)
  const secrets = createClientSecrets(() => factory.clock.now(), options.seed === undefined ? null : factory.dice)
  const keys = { secrets, apiKeys: options.apiKeys ?? null }
  const connector = createConnector(options, factory, keys)
  const callRoutes = createCalls(options, factory, keys, connector, calls)

  const mint = async (request: Request): Promise<Response> => {
    const url = new URL(request.url)
    const denied = checkStandardKey(keyOf(request.headers, url), keys)
    if (denied) return httpError(denied.status, denied)
    const text = await request.text()
    let body: unknown
    try {
      body = text.trim() === '' ? {} : JSON.parse(text)
    } catch {
      return httpError(400, { code: 'invalid_json', message: 'The body is not JSON.', param: null })
    }
    const issue = clientSecretShape(body, '')
    if (issue) return httpError(400, issue)
    const wanted = body as {
      expires_after?: { seconds?: number }
      session?: SessionConfig | TranscriptionSessionConfig
    }
    const session = wanted.session ?? null
    const model = (session?.type === 'realtime' ? session.model : undefined) ?? 'gpt-realtime'
    const wrong =
      session?.type === 'transcription' ? null : checkModel(model, options.models ?? [], isAzure(url), 'session.model')
    const refused = wrong ?? (session && newSessionRefusal(session, model))
    if (refused) return httpError(400, refused)
    const secret = secrets.mint(session, wanted.expires_after?.seconds ?? 600)
    const { config } = factory.stateOf({
      kind: session?.type ?? 'realtime',
      model,
      config: session,
    })
    // No session runs yet that could expire.
    return json({ value: secret.value, expires_at: secret.expiresAt, session: { ...config, expires_at: 0 } })
  }

  /** A slow or failing handshake that was asked for; also the complaint about a plan that cannot be read. */
  const faultyAnswer = async (url: URL, headers: Headers): Promise<Response | null> => {
    try {
      const { handshakeMs, status } = faultPlanOf(url, headers, options.faults)
      if (handshakeMs) await sleep(factory.clock, handshakeMs)
      return status ? failedAnswer(status) : null
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return httpError(400, { code: 'invalid_fault', message, param: 'fault' })
    }
  }

  const route = async (request: Request): Promise<Response> => {
    const path = pathOf(new URL(request.url))
    if (request.method === 'POST' && path === '/v1/realtime/client_secrets') return await mint(request)
    if (request.method === 'POST' && /^\/v1\/realtime(\/(sessions|transcription_sessions))?$/.test(path)) {
      const message = 'The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.'
      return httpError(400, { code: 'beta_api_shape_disabled', message, param: null })
    }
    const called = request.method === 'POST' ? await callRoutes.handle(request, path) : null
    if (called) return called
    if (request.method === 'GET' && (path === '' || path === '/health')) {
      return json({ status: 'ok', name: 'parley-server', sessions: connector.count() })
    }
    if (request.method === 'GET' && path === '/v1/models') return json({ object: 'list', data: modelList(options) })
    if (request.method === 'GET' && path === '/v1/realtime') {
      return httpError(426, { code: 'upgrade_required', message: 'Open a WebSocket here.', param: null })
    }
    return unknownUrl(request.method, path)
  }

  return {
    fetch: (request) =>
      answerAllowed(request, rules, async () => {
        try {
          return (await faultyAnswer(new URL(request.url), request.headers)) ?? (await route(request))
        } catch {
          const message = 'The server failed to handle this request.'
          return httpError(500, { code: 'server_error', message, param: null }, 'server_error')
        }
      }),
    async refuseUpgrade(request) {
      const denied = accessDenied(request.headers, rules)
      if (denied) return denied
      const path = pathOf(request.url)
      if (path !== '/v1/realtime') return unknownUrl('GET', path)
      if (isAzure(request.url) && request.url.searchParams.has('api-version')) {
        const message = "'api-version' belongs to the retired preview. Leave it out on /openai/v1/realtime."
        return httpError(401, { code: 'invalid_api_version', message, param: 'api-version' })
      }
      return await faultyAnswer(request.url, request.headers)
    },
    connect: (request, socket) => connector.connect(request, socket),
    sessionCount: () => connector.count(),
    close() {
      connector.close()
      callRoutes.close()
    },
  }
}

/** Azure's paths are the same ones under `/openai`. */
const pathOf = (url: URL): string => url.pathname.replace(/^\/openai(?=\/)/, '').replace(/\/+$/, '')

function unknownUrl(method: string, path: string): Response {
  const message = `Invalid URL (${method} ${path.slice(0, 200)})`
  return httpError(404, { code: 'unknown_url', message, param: null })
}

function failedAnswer(status: number): Response {
  if (status === 401)
    return httpError(401, { code: 'invalid_api_key', message: 'Incorrect API key provided.', param: null })
  if (status === 429) {
    const issue = { code: 'rate_limit_exceeded', message: 'Rate limit reached. Try again in 1s.', param: null }
    return httpError(429, issue, 'rate_limit_error')
  }
  const message = 'The server had an error while processing your request.'
  return httpError(
    status >= 200 && status <= 599 ? status : 500,
    { code: 'server_error', message, param: null },
    'server_error',
  )
}

const modelList = (options: RealtimeServerOptions): { id: string; object: 'model'; owned_by: string }[] =>
  ['gpt-realtime-2.1', 'gpt-realtime-2.1-mini', 'gpt-realtime', ...(options.models ?? [])].map((id) => ({
    id,
    object: 'model',
    owned_by: 'parley',
  }))
