import { systemClock } from '../clock.ts'
import { createEngineSocket } from '../engine/createEngineSocket.ts'
import { Engine } from '../engine/engine.ts'
import type { FromEngine, ToEngine } from '../engine/engineMessages.ts'

const scope = globalThis as unknown as {
  postMessage(message: FromEngine, transfer: Transferable[]): void
  onmessage: ((event: { data: ToEngine }) => void) | null
}

const engine = new Engine({
  clock: systemClock,
  createTransport: createEngineSocket,
  post: (message) => scope.postMessage(message, []),
})
scope.onmessage = ({ data }) => engine.handle(data)
