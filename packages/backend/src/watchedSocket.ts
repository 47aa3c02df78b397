import type { ModelConfig } from '@parley/core'
import type { ClientEvent } from '@parley/core/protocol'

type CreateWebSocket = NonNullable<ModelConfig['createWebSocket']>
type HeaderSocket = new (url: string, options: { headers: Record<string, string> }) => WebSocket

/** The platform's WebSocket, which tells what is sent on it. Node, Deno and Bun take headers where browsers take protocols. */
export function createWatchedSocket(onSent: (event: ClientEvent) => void): CreateWebSocket {
  return (url, { headers }) => {
    const socket = new (globalThis.WebSocket as unknown as HeaderSocket)(url, { headers })
    const send = socket.send.bind(socket)
    socket.send = (data) => {
      if (typeof data === 'string') onSent(JSON.parse(data) as ClientEvent)
      send(data)
    }
    return socket
  }
}
