import { systemClock } from '../clock.ts'
import { Engine } from '../engine/engine.ts'
import type { FromEngine, ToEngine } from '../engine/engineMessages.ts'
import { createWebSocketTransport } from '../transport/webSocketTransport.ts'

const scope = globalThis as unknown as {
  postMessage(message: FromEngine, transfer: Transferable[]): void
  onmessage: ((event: { data: ToEngine }) => void) | null
}

const engine = new Engine({
  clock: systemClock,
  createTransport: (environment) => createWebSocketTransport(environment),
  post: (message) => scope.postMessage(message, []),
})
scope.onmessage = ({ data }) => engine.handle(data)
