import { askForCredentials } from './askForCredentials.ts'
import { closeError } from './closeError.ts'
import { connectionUrl } from './connectionUrl.ts'
import { createRedactor } from './redact.ts'
import type { CreateWebSocket } from './socket.ts'
import { createSocketTransport } from './socketTransport.ts'
import type { Transport, TransportEnvironment } from './transport.ts'

export interface WebSocketTransportOptions {
  /** For platforms without a WebSocket of their own, or to open it through the `ws` package. */
  createWebSocket?: CreateWebSocket
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
  return createSocketTransport({
    ...options,
    clock: environment.clock,
    address: () => connectionUrl(environment.url, environment),
    ask: askForCredentials,
    explain: (ending, secrets) => closeError(ending, createRedactor(secrets)),
  })
}
