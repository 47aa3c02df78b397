import { faultPlanOf, type FaultPlan } from '../faults/faultPlan.ts'
import { withFaults } from '../faults/faultySocket.ts'
import type { OutgoingEvent } from '../session/effect.ts'
import type { ServerSession } from '../session/serverSession.ts'
import { newId } from '../session/step.ts'
import {
  checkKey,
  checkModel,
  checkStandardKey,
  isAzure,
  keyOf,
  refusal,
  type KeyRules,
  type Refusal,
} from './credentials.ts'
import type { RealtimeServerOptions } from './serverOptions.ts'
import type { SessionFactory } from './sessionFactory.ts'

/** What is known of an upgrade request. */
export interface ConnectRequest {
  url: URL
  headers: Headers
  /** Subprotocols offered. */
  protocols: readonly string[]
}

/** An upgraded socket, as far as a session needs it. */
export interface ServerSocket {
  /** One server event. */
  send(event: OutgoingEvent): void
  /** A frame as it is, for what is not an event of ours. */
  sendText(text: string): void
  /** Reasons stay under 123 bytes. */
  close(code: number, reason: string): void
}

export interface Connection {
  message(text: string): void
  binary(): void
  /** The client is gone. */
  closed(): void
}

export interface Connector {
  connect(request: ConnectRequest, socket: ServerSocket): Connection
  /** Makes a session known, so that it is counted and ended with the server. */
  add(session: ServerSession, callId?: string): void
  remove(session: ServerSession): void
  count(): number
  close(): void
}

const deadConnection: Connection = { message() {}, binary() {}, closed() {} }

export function createConnector(options: RealtimeServerOptions, factory: SessionFactory, keys: KeyRules): Connector {
  /** The sessions that run, each with the sockets that follow it. */
  const sessions = new Map<ServerSession, Set<ServerSocket>>()
  const calls = new Map<string, ServerSession>()

  const refuse = (socket: ServerSocket, reason: Refusal): Connection => {
    const { type, code, message, param } = reason
    const error = { type, code, message, param, event_id: null }
    socket.send({ type: 'error', event_id: newId(factory.dice, 'event'), error })
    socket.close(reason.closeCode, code === null ? type : `${type}.${code}`)
    return deadConnection
  }

  const remove = (session: ServerSession) => {
    session.stop()
    const sockets = sessions.get(session) ?? []
    sessions.delete(session)
    // Whoever had joined a call that is over learns of it at once.
    for (const socket of sockets) socket.close(1000, 'The call has ended.')
    for (const [id, call] of calls) if (call === session) calls.delete(id)
  }
  const add = (session: ServerSession, callId?: string) => {
    sessions.set(session, new Set())
    if (callId !== undefined) calls.set(callId, session)
  }

  /** Follows a session on a socket. `owner`: the session ends with this socket. */
  const follow = (session: ServerSession, socket: ServerSocket, owner: boolean): Connection => {
    sessions.get(session)?.add(socket)
    const unsubscribe = session.subscribe({
      event: (event) => socket.send(event),
      close(code, reason) {
        socket.close(code, reason)
        remove(session)
      },
    })
    return {
      message: (text) => session.receive(text),
      binary: () => session.receiveBinary(),
      closed() {
        unsubscribe()
        sessions.get(session)?.delete(socket)
        if (owner) remove(session)
      },
    }
  }

  const join = (callId: string, socket: ServerSocket): Connection => {
    const session = calls.get(callId)
    if (!session) {
      return refuse(
        socket,
        refusal('call_id_not_found', `No call with id '${callId.slice(0, 100)}' is running.`, { param: 'call_id' }),
      )
    }
    socket.send({ type: 'session.created', event_id: newId(factory.dice, 'event'), session: session.state().config })
    return follow(session, socket, false)
  }

  return {
    connect(request, plainSocket) {
      const { url, headers, protocols } = request
      let faults: FaultPlan
      try {
        faults = faultPlanOf(url, headers, options.faults)
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        return refuse(plainSocket, refusal('invalid_fault', message, { param: 'fault' }))
      }
      const socket = withFaults(plainSocket, faults, factory.clock)
      const beta = headers.get('openai-beta')?.includes('realtime=v1') || protocols.includes('openai-beta.realtime-v1')
      if (beta) return refuse(socket, betaRefusal)
      const key = keyOf(headers, url, protocols)
      const query = url.searchParams
      const callId = query.get('call_id')
      if (callId !== null) {
        const denied = checkStandardKey(key, keys)
        return denied ? refuse(socket, denied) : join(callId, socket)
      }
      const checked = checkKey(key, keys)
      if ('message' in checked) return refuse(socket, checked)
      const { secret } = checked
      const intent = query.get('intent')
      if (intent !== null && intent !== 'transcription') {
        return refuse(
          socket,
          refusal(
            'invalid_intent',
            `Invalid intent '${intent.slice(0, 100)}'. Supported values are: 'transcription'.`,
            { param: 'intent' },
          ),
        )
      }
      const kind =
        intent === 'transcription' || secret?.session?.type === 'transcription' ? 'transcription' : 'realtime'
      const promised = secret?.session?.type === 'realtime' ? secret.session.model : undefined
      const model = query.get('model') ?? (secret ? (promised ?? 'gpt-realtime') : null)
      if (kind === 'transcription' && query.has('model')) {
        return refuse(
          socket,
          refusal('invalid_model', 'You must not provide a model parameter for transcription sessions.', {
            param: 'model',
          }),
        )
      }
      const wrongModel = kind === 'realtime' ? checkModel(model, options.models ?? [], isAzure(url)) : null
      if (wrongModel) return refuse(socket, wrongModel)
      const config = secret?.session?.type === kind ? secret.session : null
      const session = factory.create({ kind, model: model ?? '', config, ...sessionFaults(faults) })
      add(session)
      const connection = follow(session, socket, true)
      session.open()
      return connection
    },
    add,
    remove,
    count: () => sessions.size,
    close() {
      for (const [session, sockets] of sessions) {
        for (const socket of sockets) socket.close(1001, 'The server is shutting down.')
        remove(session)
      }
    },
  }
}

/** The faults that belong to the session itself. */
export const sessionFaults = ({ expireMs, seed }: FaultPlan): { durationMs?: number; seed?: number } => ({
  ...(expireMs === undefined ? {} : { durationMs: expireMs }),
  ...(seed === undefined ? {} : { seed }),
})

const betaRefusal = refusal(
  'beta_api_shape_disabled',
  'The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.',
)
