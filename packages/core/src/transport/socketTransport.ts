import type { Clock } from '../clock.ts'
import { createEmitter } from '../emitter.ts'
import type { ConnectionError } from '../errors.ts'
import type { Ending } from './closeError.ts'
import { openSocket, type CreateWebSocket } from './socket.ts'
import { connectTimeoutMs, SocketConnection } from './socketConnection.ts'
import type { Credentials, Transport, TransportSignal } from './transport.ts'
import { alreadyConnectedError, notConnectedError } from './transportErrors.ts'

export interface SocketTransportOptions {
  clock: Clock
  createWebSocket?: CreateWebSocket
  kind?: string
  /** The socket's address. May throw what is wrong with it. */
  address: () => string
  /** Gets the key for an attempt, within a time. */
  ask: (
    credentials: () => Promise<Credentials>,
    limits: { clock: Clock; timeoutMs: number; signal: AbortSignal },
  ) => Promise<Credentials>
  /** The error for an end that was not asked for. */
  explain: (ending: Ending, secrets: Credentials) => ConnectionError
}

/** A transport over one socket. What only a page or a server can know, where it leads and what to say to its user, is handed in. */
export function createSocketTransport(options: SocketTransportOptions): Transport {
  const { clock, address, ask, explain } = options
  const signals = createEmitter<TransportSignal>()
  let attempt: AbortController | null = null
  let connection: SocketConnection | null = null

  return {
    kind: options.kind ?? 'websocket',
    audio: 'frames',
    async connect({ config, credentials, signal }) {
      if (attempt || connection) throw alreadyConnectedError()
      const url = address()
      const controller = new AbortController()
      attempt = controller
      const abort = AbortSignal.any([signal, controller.signal])
      try {
        const secrets = await ask(credentials, { clock, timeoutMs: connectTimeoutMs, signal: abort })
        await SocketConnection.open({
          open: () => openSocket(url, secrets, options.createWebSocket),
          explain: (ending) => explain(ending, secrets),
          config,
          clock,
          signal: abort,
          onOpen: (opened) => {
            connection = opened
          },
          emit: (next) => {
            if (next.type === 'closed') connection = null
            signals.emit(next)
          },
        })
      } finally {
        if (attempt === controller) attempt = null
      }
    },
    send(event) {
      if (!connection) throw notConnectedError()
      connection.send(event)
    },
    sendAudio(bytes) {
      if (!connection) throw notConnectedError()
      connection.sendAudio(bytes)
    },
    async close() {
      attempt?.abort()
      await connection?.close()
    },
    subscribe: (listener) => signals.subscribe(listener),
  }
}
