import type { Clock } from '../clock.ts'
import { createEmitter } from '../emitter.ts'
import type { EngineNews, FromEngine, ToEngine } from './engineMessages.ts'
import { toPlain, type PlainError } from './plainError.ts'

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
  #users = new Set<object>()
  #stopStarting = (): void => {}
  /** Changes with every start and stop: what an engine of before says is nobody's news. */
  #run = 0
  /** Where the engine runs, once it is known. */
  place: 'worker' | 'main' | null = null

  constructor(threads: EngineThreads, clock: Clock) {
    this.#threads = threads
    this.#clock = clock
  }

  get running(): boolean {
    return this.#starting
  }

  /** Does nothing while nobody uses the engine. */
  post(message: ToEngine, transfer: Transferable[] = []): void {
    if (!this.#starting) return
    if (this.#thread) this.#thread.post(message, transfer)
    else this.#waiting.push({ message, transfer })
  }

  subscribe(listener: (news: EngineNews) => void): () => void {
    return this.#news.subscribe(listener)
  }

  /** Keeps the engine running until everybody has let go of it. */
  acquire(user: object): void {
    this.#users.add(user)
    this.start()
  }

  release(user: object): void {
    if (this.#users.delete(user) && this.#users.size === 0) this.stop()
  }

  start(): void {
    if (this.#starting) return
    this.#starting = true
    const run = ++this.#run
    let settled = false
    let worker: EngineThread | null = null
    const fallBack = () => {
      if (settled) return
      settled = true
      cancel()
      worker?.terminate()
      void this.#threads
        .main((message) => run === this.#run && this.#receive(message))
        .then(
          (thread) => this.#use(thread, 'main', run),
          (error: unknown) => run === this.#run && this.#fail(toPlain(error)),
        )
    }
    const cancel = this.#clock.setTimeout(fallBack, helloTimeoutMs)
    this.#stopStarting = () => {
      if (settled) return
      settled = true
      cancel()
      worker?.terminate()
    }
    if (!this.#threads.worker) return fallBack()
    try {
      worker = this.#threads.worker((message) => {
        if (message.type !== 'hello') return run === this.#run ? this.#receive(message) : undefined
        if (settled) return
        settled = true
        cancel()
        this.#use(worker!, 'worker', run)
      }, fallBack)
    } catch {
      fallBack()
    }
  }

  stop(): void {
    this.#run++
    this.#stopStarting()
    this.#thread?.terminate()
    this.#thread = null
    this.#waiting = []
    this.#starting = false
    this.place = null
  }

  #use(thread: EngineThread, place: 'worker' | 'main', run: number): void {
    if (run !== this.#run) return thread.terminate()
    this.#thread = thread
    this.place = place
    for (const { message, transfer } of this.#waiting.splice(0)) thread.post(message, transfer)
  }

  /** There is no engine at all: whoever waits for a connection is told, and who comes next tries again. */
  #fail(error: PlainError): void {
    const waiting = this.#waiting
    this.stop()
    for (const { message } of waiting) {
      if (message.type === 'connect') this.#news.emit({ type: 'failed', connection: message.connection, error })
    }
  }

  #receive(message: FromEngine): void {
    if (message.type === 'batch') for (const news of message.news) this.#news.emit(news)
  }
}
