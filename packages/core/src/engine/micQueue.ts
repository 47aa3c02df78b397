import type { ClientEvent, ServerEvent } from '../protocol/index.ts'
import type { Clock } from '../clock.ts'

const keptMs = 30_000
/** As long as the session waits for the server to confirm its settings. */
const readyTimeoutMs = 5000

/**
 * The user's voice between the microphone and the socket: kept while a connection is being made, so that no word is lost,
 * and sent once the server has taken the session's settings.
 */
export class MicQueue {
  #clock: Clock
  #send: (bytes: Uint8Array) => void
  #onDropped: (ms: number) => void
  #kept: Uint8Array[] = []
  #keptBytes = 0
  /** Lost while there was no connection, and nobody there to be told. */
  #droppedMs = 0
  #ready = false
  #cancelTimer: (() => void) | null = null
  bytesPerMs = 48

  constructor(options: { clock: Clock; send: (bytes: Uint8Array) => void; onDropped: (ms: number) => void }) {
    this.#clock = options.clock
    this.#send = options.send
    this.#onDropped = options.onDropped
  }

  push(bytes: Uint8Array): void {
    if (this.#ready) return this.#send(bytes)
    this.#kept.push(bytes)
    this.#keptBytes += bytes.length
    while (this.#keptBytes > keptMs * this.bytesPerMs) {
      const oldest = this.#kept.shift()!
      this.#keptBytes -= oldest.length
      this.#droppedMs += oldest.length / this.bytesPerMs
    }
  }

  sent(event: ClientEvent): void {
    if (event.type === 'session.update' && !this.#ready) {
      this.#cancelTimer ??= this.#clock.setTimeout(() => this.#release(), readyTimeoutMs)
    }
  }

  received(event: ServerEvent): void {
    if (event.type === 'session.updated' && !this.#ready) this.#release()
  }

  /** The connection is gone; another may follow. */
  close(): void {
    this.#ready = false
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }

  /** The microphone was stopped: what it said last is of no use any more. */
  clear(): void {
    this.#kept = []
    this.#keptBytes = 0
  }

  #release(): void {
    this.close()
    this.#ready = true
    if (this.#droppedMs > 0) this.#onDropped(this.#droppedMs)
    this.#droppedMs = 0
    const kept = this.#kept
    this.clear()
    for (const bytes of kept) this.#send(bytes)
  }
}
