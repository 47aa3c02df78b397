import { createEmitter } from '../../emitter.ts'
import { chunkMs, type FromCapture } from './captureMessages.ts'

/** Takes the chunks of the capture processor: in this thread, or in the worker that holds the socket. */
export interface ChunkSink {
  /** The port of a processor; that of the one before is let go. */
  attach(port: MessagePort): void
  /** While held, only the last 300 ms are kept; they come first when released. */
  hold(held: boolean): void
  stop(): void
}

/** 300 ms, so that the first word is not lost while nobody can take it. */
const preRollChunks = 300 / chunkMs

/** The sink of this thread. */
export class ChunkFeed implements ChunkSink {
  #chunks = createEmitter<Uint8Array>()
  #kept: Uint8Array[] = []
  #held = false
  #port: MessagePort | null = null

  attach(port: MessagePort): void {
    this.#port?.close()
    this.#port = port
    port.onmessage = ({ data }: MessageEvent<FromCapture>) => {
      if (data.type !== 'chunk' || port !== this.#port) return
      if (!this.#held) return this.#chunks.emit(data.bytes)
      this.#kept.push(data.bytes)
      if (this.#kept.length > preRollChunks) this.#kept.shift()
    }
  }

  hold(held: boolean): void {
    this.#held = held
    if (!held) for (const bytes of this.#kept.splice(0)) this.#chunks.emit(bytes)
  }

  stop(): void {
    this.#port?.close()
    this.#port = null
    this.#kept = []
  }

  subscribe(listener: (bytes: Uint8Array) => void): () => void {
    return this.#chunks.subscribe(listener)
  }
}
