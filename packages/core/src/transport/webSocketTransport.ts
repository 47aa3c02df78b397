import { createEmitter } from '../emitter.ts'
import { connectionUrl } from './connectionUrl.ts'
import { askForCredentials } from './askForCredentials.ts'
import type { OutboxLimits } from './outbox.ts'
import { openSocket, type CreateWebSocket } from './socket.ts'
import { SocketConnection } from './socketConnection.ts'
import type { Transport, TransportEnvironment, TransportSignal } from './transport.ts'
import { alreadyConnectedError, notConnectedError } from './transportErrors.ts'

export interface WebSocketTransportOptions extends OutboxLimits {
  /** For platforms without a WebSocket of their own, or to open it through the `ws` package. */
  createWebSocket?: CreateWebSocket
  /** How long credentials, and then the handshake, may take. Default 15,000. */
  connectTimeoutMs?: number
  /** Default `websocket`. */
  kind?: string
}

/**
 * Events and audio over one WebSocket. In a browser the secret travels as a subprotocol, elsewhere as an Authorization
 * header, or as the given headers and nothing else. The same transport may be connected again after it was closed.
 */
export function createWebSocketTransport(
  environment: TransportEnvironment,
  options: WebSocketTransportOptions = {},
): Transport {
  const { clock } = environment
  const timeoutMs = options.connectTimeoutMs ?? 15_000
  const signals = createEmitter<TransportSignal>()
  let attempt: AbortController | null = null
  let connection: SocketConnection | null = null

  return {
    kind: options.kind ?? 'websocket',
    audio: 'frames',
    async connect({ config, credentials, signal }) {
      if (attempt || connection) throw alreadyConnectedError()
      const url = connectionUrl(environment.url, environment)
      const controller = new AbortController()
      attempt = controller
      const abort = AbortSignal.any([signal, controller.signal])
      try {
        const secrets = await askForCredentials(credentials, { clock, timeoutMs, signal: abort })
        await SocketConnection.open({
          open: () => openSocket(url, secrets, options.createWebSocket),
          secrets,
          config,
          clock,
          timeoutMs,
          signal: abort,
          limits: options,
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
