import type { Clock } from '../clock.ts'
import { createSocketTransport, type SocketTransportOptions } from '../transport/socketTransport.ts'
import type { Transport } from '../transport/transport.ts'
import { UnexplainedEnd } from './plainError.ts'

/**
 * The engine's own socket: the page has asked for the key, has worked out the address, and finds the words for an end.
 * `options` may hand in another way of opening sockets, for tests.
 */
export function createEngineSocket(
  url: string,
  clock: Clock,
  options: Pick<SocketTransportOptions, 'createWebSocket'> = {},
): Transport {
  return createSocketTransport({
    ...options,
    clock,
    address: () => url,
    ask: (credentials) => credentials(),
    explain: (ending) => new UnexplainedEnd(ending),
  })
}
