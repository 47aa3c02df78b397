import type { Clock } from '../clock.ts'
import { encodeBase64 } from '../codec/base64.ts'

/** Above this many bytes waiting in the socket, about 16 s of PCM, frames wait here instead. */
const maxBufferedBytes = 1_048_576
/** Longest audio that waits here; the oldest is dropped beyond it. */
const maxQueuedAudioMs = 60_000

/** Where frames go: a socket or a data channel. */
export interface OutboxSink {
  readonly bufferedAmount: number
  send(frame: string): void
}

/** An append holds at most 15 MiB of base64; 30 s of PCM stays far below and keeps single frames small. */
const maxAppendBytes = 1_440_000
const retryMs = 20
/** After a sleep or a change of network a connection can be gone without a word: it takes nothing, and fails minutes later. */
const stalledMs = 30_000

/**
 * Keeps what waits to be sent bounded. Frames leave in the order they came; when the other side takes too little, waiting
 * audio is dropped oldest first and told to `onDropped`. Control events are never dropped.
 */
export class Outbox {
  #sink: OutboxSink
  #clock: Clock
  #onDropped: (ms: number) => void
  #onStalled: (() => void) | undefined
  #queue: (string | Uint8Array)[] = []
  #queuedAudioBytes = 0
  #cancelRetry: (() => void) | null = null
  /** What waited in the sink when it last took something, and when that was. */
  #waiting = Infinity
  #tookAt = 0
  /** Of the session's input format: 48 for PCM at 24 kHz, 8 for G.711. */
  bytesPerMs = 48

  constructor(options: {
    sink: OutboxSink
    clock: Clock
    onDropped: (ms: number) => void
    /** The sink is full, and has taken nothing for 30 s. Calls have their own way to know. */
    onStalled?: () => void
  }) {
    this.#sink = options.sink
    this.#clock = options.clock
    this.#onDropped = options.onDropped
    this.#onStalled = options.onStalled
  }

  send(frame: string): void {
    this.#queue.push(frame)
    this.#drain()
  }

  sendAudio(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += maxAppendBytes) {
      const part = bytes.subarray(at, at + maxAppendBytes)
      this.#queue.push(part)
      this.#queuedAudioBytes += part.length
    }
    this.#drain()
    if (this.#queuedAudioBytes > maxQueuedAudioMs * this.bytesPerMs) this.#dropOldest()
  }

  /** Forgets what waits. */
  clear(): void {
    this.#queue = []
    this.#queuedAudioBytes = 0
    this.#cancelRetry?.()
    this.#cancelRetry = null
  }

  #drain(): void {
    let sent = 0
    while (sent < this.#queue.length && this.#sink.bufferedAmount < maxBufferedBytes) {
      const entry = this.#queue[sent++]!
      if (typeof entry === 'string') this.#sink.send(entry)
      else {
        this.#queuedAudioBytes -= entry.length
        this.#sink.send(`{"type":"input_audio_buffer.append","audio":"${encodeBase64(entry)}"}`)
      }
    }
    if (sent > 0) this.#queue.splice(0, sent)
    const { bufferedAmount } = this.#sink
    if (sent > 0 || bufferedAmount < this.#waiting) this.#tookAt = this.#clock.now()
    this.#waiting = bufferedAmount
    if (this.#clock.now() - this.#tookAt > stalledMs) return this.#onStalled?.()
    if (this.#queue.length > 0 && !this.#cancelRetry) {
      // Neither sockets nor all data channels say when they have room again.
      this.#cancelRetry = this.#clock.setTimeout(() => {
        this.#cancelRetry = null
        this.#drain()
      }, retryMs)
    }
  }

  #dropOldest(): void {
    let excess = this.#queuedAudioBytes - maxQueuedAudioMs * this.bytesPerMs
    let dropped = 0
    this.#queue = this.#queue.filter((entry) => {
      if (typeof entry === 'string' || excess <= 0) return true
      excess -= entry.length
      dropped += entry.length
      return false
    })
    this.#queuedAudioBytes -= dropped
    if (dropped > 0) this.#onDropped(Math.round(dropped / this.bytesPerMs))
  }
}
