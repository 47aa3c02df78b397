import { parentPort } from 'node:worker_threads'
import type { WorkerReply } from './requestWorker.ts'

type Incoming<Request> = { id: number; body: Request } | { id: number; cancel: true } | { close: true }

type Handler<Request, Partial, Result> = (
  body: Request,
  context: { partial: (value: Partial) => void; cancelled: () => boolean },
) => Promise<{ result: Result; transfer?: ArrayBuffer[] }>

/**
 * The worker's side of `createRequestWorker`: one request at a time, in order. Cancelled requests that wait are skipped;
 * a running one can look at `cancelled()` between its steps.
 */
export function serveRequests<Request, Partial, Result>(handle: Handler<Request, Partial, Result>): void {
  const port = parentPort
  if (!port) throw new Error('This file runs in a worker thread.')
  const waiting: { id: number; body: Request }[] = []
  const cancelled = new Set<number>()
  let busy = false

  const reply = (message: WorkerReply<Partial, Result>, transfer: ArrayBuffer[] = []) => {
    port.postMessage(message, transfer)
  }
  const run = async () => {
    busy = true
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const { id, body } = job
      if (!cancelled.has(id)) {
        try {
          const { result, transfer } = await handle(body, {
            partial: (partial) => reply({ id, partial }),
            cancelled: () => cancelled.has(id),
          })
          reply({ id, result }, transfer)
        } catch (error) {
          reply({ id, error: error instanceof Error ? error.message : String(error) })
        }
        // Let messages in, so that a request cancelled meanwhile is seen before it starts.
        await new Promise((resolve) => {
          setImmediate(resolve)
        })
      }
      cancelled.delete(id)
    }
    busy = false
  }
  port.on('message', (message: Incoming<Request>) => {
    if ('close' in message) {
      for (const { id } of waiting) cancelled.add(id)
      waiting.length = 0
      // Without its port the thread ends by itself as soon as nothing runs any more.
      return port.close()
    }
    if ('cancel' in message) {
      cancelled.add(message.id)
      return
    }
    waiting.push(message)
    if (!busy) void run()
  })
}
