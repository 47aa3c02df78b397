import type { Clock } from '../clock.ts'
import { createEmitter } from '../emitter.ts'
import type { EngineNews, FromEngine, ToEngine } from './engineMessages.ts'

/** An engine somewhere: what it is told, and what it says. */
export interface EngineThread {
  post(message: ToEngine, transfer: Transferable[]): void
  terminate(): void
}

export interface EngineThreads {
  /** Throws, or reports to `onFailed`, where workers cannot be had. */
  worker?: ((onMessage: (message: FromEngine) => void, onFailed: () => void) => EngineThread) | undefined
  /** The same engine in this thread. */
  main: (onMessage: (message: FromEngine) => void) => Promise<EngineThread>
}

/** A worker that is not there by then is taken not to come. */
const helloTimeoutMs = 3000

/**
 * The way to the engine. The worker is tried first; what is said meanwhile waits, and goes to the engine of this thread
 * when no worker comes.
 */
export class EngineLink {
  #threads: EngineThreads
  #clock: Clock
  #news = createEmitter<EngineNews>()
  #thread: EngineThread | null = null
  #waiting: { message: ToEngine; transfer: Transferable[] }[] = []
  #starting = false
  /** Where the engine runs, once it is known. */
  place: 'worker' | 'main' | null = null

  constructor(threads: EngineThreads, clock: Clock) {
    this.#threads = threads
    this.#clock = clock
  }

  post(message: ToEngine, transfer: Transferable[] = []): void {
    this.start()
    if (this.#thread) this.#thread.post(message, transfer)
    else this.#waiting.push({ message, transfer })
  }

  subscribe(listener: (news: EngineNews) => void): () => void {
    return this.#news.subscribe(listener)
  }

  start(): void {
    if (this.#starting) return
    this.#starting = true
    let settled = false
    let worker: EngineThread | null = null
    const useMain = () => {
      if (settled) return
      settled = true
      cancel()
      worker?.terminate()
      void this.#threads.main((message) => this.#receive(message)).then((thread) => this.#use(thread, 'main'))
    }
    const cancel = this.#clock.setTimeout(useMain, helloTimeoutMs)
    if (!this.#threads.worker) return useMain()
    try {
      worker = this.#threads.worker((message) => {
        if (message.type !== 'hello') return this.#receive(message)
        if (settled) return
        settled = true
        cancel()
        this.#use(worker!, 'worker')
      }, useMain)
    } catch {
      useMain()
    }
  }

  stop(): void {
    this.#thread?.terminate()
    this.#thread = null
    this.#waiting = []
    this.#starting = false
    this.place = null
  }

  #use(thread: EngineThread, place: 'worker' | 'main'): void {
    if (!this.#starting) return thread.terminate()
    this.#thread = thread
    this.place = place
    for (const { message, transfer } of this.#waiting.splice(0)) thread.post(message, transfer)
  }

  #receive(message: FromEngine): void {
    if (message.type === 'batch') for (const news of message.news) this.#news.emit(news)
  }
}
