import { Worker } from 'node:worker_threads'

/** What a worker sends back. `partial` may come any number of times before `result` or `error`. */
export interface WorkerReply<Partial, Result> {
  id: number
  partial?: Partial
  result?: Result
  error?: string
}

export interface RequestWorker<Request, Partial, Result> {
  /** Resolves with the worker's result. After `signal` aborts the promise rejects, and the worker skips the request if it has not begun. */
  request(body: Request, options?: RequestOptions<Partial>): Promise<Result>
  close(): Promise<void>
}

/** How long a worker may take to finish what it is doing when it is closed. */
const closeMs = 10_000

interface RequestOptions<Partial> {
  signal?: AbortSignal | undefined
  onPartial?: ((partial: Partial) => void) | undefined
  transfer?: ArrayBuffer[] | undefined
}

interface Pending<Partial, Result> {
  resolve: (result: Result) => void
  reject: (error: unknown) => void
  onPartial: ((partial: Partial) => void) | undefined
}

/**
 * A worker thread that answers requests one after the other. `file` names the worker beside `base` without its extension,
 * so that the same line works from the TypeScript sources and from the built package. It never keeps the process alive.
 */
export function createRequestWorker<Request, Partial, Result>(
  base: string,
  file: string,
  workerData?: unknown,
): RequestWorker<Request, Partial, Result> {
  const fromSource = base.endsWith('.ts')
  // The flags of the process are not handed on by name: a worker refuses some of them, such as `--expose-gc`.
  const options = fromSource ? { workerData, execArgv: ['--conditions=@parley/source'] } : { workerData }
  const worker = new Worker(new URL(`${file}${fromSource ? '.ts' : '.js'}`, base), options)
  const pending = new Map<number, Pending<Partial, Result>>()
  let nextId = 1
  let failure: Error | undefined

  worker.unref()
  worker.on('message', (reply: WorkerReply<Partial, Result>) => {
    const entry = pending.get(reply.id)
    if (!entry) return
    if (reply.partial !== undefined) {
      entry.onPartial?.(reply.partial)
      return
    }
    pending.delete(reply.id)
    if (pending.size === 0) worker.unref()
    if (reply.error === undefined) entry.resolve(reply.result as Result)
    else entry.reject(new Error(reply.error))
  })
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve())
  })
  const fail = (error: Error) => {
    failure = error
    for (const entry of pending.values()) entry.reject(error)
    pending.clear()
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(failure ?? new Error('The worker has stopped.')))

  return {
    request(body, options = {}) {
      if (failure) return Promise.reject(failure)
      const { signal, onPartial, transfer } = options
      if (signal?.aborted) return Promise.reject(signal.reason as Error)
      const id = nextId++
      return new Promise<Result>((resolve, reject) => {
        if (pending.size === 0) worker.ref()
        const abandon = () => {
          if (!pending.delete(id)) return
          if (pending.size === 0) worker.unref()
          worker.postMessage({ id, cancel: true }, [])
          reject(signal?.reason as Error)
        }
        // The signal may outlive many requests, so nothing of them stays on it.
        const settle =
          <Value>(done: (value: Value) => void) =>
          (value: Value) => {
            signal?.removeEventListener('abort', abandon)
            done(value)
          }
        pending.set(id, { resolve: settle(resolve), reject: settle(reject), onPartial })
        signal?.addEventListener('abort', abandon, { once: true })
        worker.postMessage({ id, body }, transfer ?? [])
      })
    },
    async close() {
      failure ??= new Error('The worker has been closed.')
      // A worker that is stopped in the middle of native work takes the process with it: it is asked to stop by itself.
      worker.postMessage({ close: true }, [])
      let patience: NodeJS.Timeout | undefined
      const impatient = new Promise<void>((resolve) => {
        patience = setTimeout(resolve, closeMs)
      })
      await Promise.race([exited, impatient])
      clearTimeout(patience)
      await worker.terminate()
    },
  }
}
