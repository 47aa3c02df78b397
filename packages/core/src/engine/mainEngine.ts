import type { Clock } from '../clock.ts'
import type { TransportFactory } from '../transport/transport.ts'
import { createWebSocketTransport } from '../transport/webSocketTransport.ts'
import { Engine } from './engine.ts'
import type { EngineThread } from './engineLink.ts'
import type { FromEngine } from './engineMessages.ts'

/** The engine in this thread, for where workers cannot be had. */
export function startMainEngine(
  onMessage: (message: FromEngine) => void,
  options: { clock: Clock; createTransport?: TransportFactory },
): EngineThread {
  let running = true
  const engine = new Engine({
    clock: options.clock,
    createTransport: options.createTransport ?? createWebSocketTransport,
    // Never within the call that caused it, as from a worker.
    post: (message) => queueMicrotask(() => running && onMessage(message)),
  })
  return {
    post: (message) => engine.handle(message),
    terminate() {
      running = false
      engine.handle({ type: 'player.stop' })
      engine.handle({ type: 'sink.stop' })
    },
  }
}
