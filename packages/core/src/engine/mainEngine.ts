import type { Clock } from '../clock.ts'
import { createEngineSocket } from './createEngineSocket.ts'
import { Engine, type EngineTransportFactory } from './engine.ts'
import type { EngineThread } from './engineLink.ts'
import type { FromEngine } from './engineMessages.ts'

/** The engine in this thread, for where workers cannot be had. */
export function startMainEngine(
  onMessage: (message: FromEngine) => void,
  options: { clock: Clock; createTransport?: EngineTransportFactory },
): EngineThread {
  let running = true
  const engine = new Engine({
    clock: options.clock,
    inPage: true,
    createTransport: options.createTransport ?? createEngineSocket,
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
