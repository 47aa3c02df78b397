import { createMemorySocket, type MemoryAccept } from './memorySocket.ts'
import type { Transport, TransportEnvironment, TransportFactory } from './transport.ts'
import { createWebSocketTransport, type WebSocketTransportOptions } from './webSocketTransport.ts'

/**
 * A transport whose other end is handed to `accept`, once for every connection: for tests, and for servers that run in
 * the page. It is the WebSocket transport over a socket in memory, so everything but the network is the real thing.
 */
export function memoryTransport(
  accept: MemoryAccept,
  options: Omit<WebSocketTransportOptions, 'createWebSocket'> = {},
): TransportFactory {
  return (environment: TransportEnvironment): Transport =>
    createWebSocketTransport(environment, {
      kind: 'memory',
      ...options,
      createWebSocket: (url, { headers }) => createMemorySocket(url, headers, accept),
    })
}
