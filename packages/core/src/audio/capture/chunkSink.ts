import { createEmitter } from '../../emitter.ts'
import type { FromCapture } from './captureMessages.ts'
import { PreRoll } from './preRoll.ts'

/** Takes the chunks of the capture processor: in this thread, or in the worker that holds the socket. */
export interface ChunkSink {
  /** The port of a processor; that of the one before is let go. */
  attach(port: MessagePort): void
  /** While held, only the last 300 ms are kept; they come first when released. */
  hold(held: boolean): void
  stop(): void
}

const preRollMs = 300

/** The sink of this thread. */
export class ChunkFeed implements ChunkSink {
  #chunks = createEmitter<Uint8Array>()
  #preRoll: PreRoll
  #held = false
  #port: MessagePort | null = null

  constructor(chunkMs: number) {
    this.#preRoll = new PreRoll(Math.ceil(preRollMs / chunkMs))
  }

  attach(port: MessagePort): void {
    this.#port?.close()
    this.#port = port
    port.onmessage = ({ data }: MessageEvent<FromCapture>) => {
      if (data.type !== 'chunk' || port !== this.#port) return
      if (this.#held) this.#preRoll.push(data.bytes)
      else this.#chunks.emit(data.bytes)
    }
  }

  hold(held: boolean): void {
    this.#held = held
    if (held) return
    for (const bytes of this.#preRoll.take()) this.#chunks.emit(bytes)
  }

  stop(): void {
    this.#port?.close()
    this.#port = null
    this.#preRoll.take()
  }

  subscribe(listener: (bytes: Uint8Array) => void): () => void {
    return this.#chunks.subscribe(listener)
  }
}
