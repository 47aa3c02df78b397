import type { AudioCodec, PlaybackPosition } from '../audioPorts.ts'
import type { Stall } from '../contextWatch.ts'

/** What a player tells of the sound it hands to the audio thread. */
export type PlayerSignal =
  | { type: 'started'; itemId: string; contentIndex: number }
  | ({ type: 'position' } & PlaybackPosition)
  | ({ type: 'drained' } & PlaybackPosition)
  | { type: 'flushed'; generation: number; items: readonly PlaybackPosition[] }
  | { type: 'underrun'; ms: number }

/**
 * Feeds the playback processor: in this thread, or in the worker that holds the socket. `attach` gives it the port of a
 * processor; what it was given before, and is not known to have been heard, is played there.
 */
export interface Player {
  /** Audio is about to be needed: what takes time to start may start. */
  prepare?(): void
  start(codec: AudioCodec): void
  attach(port: MessagePort, sampleRate: number): void
  play(chunk: { itemId: string; contentIndex: number; bytes: Uint8Array }): void
  end(itemId: string, contentIndex: number): void
  flush(): void
  /** The page kept things waiting: what comes by way of it needs more in store. */
  stalled(stall: Stall): void
  /** Forgets everything, and lets go of the port. */
  stop(): void
  subscribe(listener: (signal: PlayerSignal) => void): () => void
}
