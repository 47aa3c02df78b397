import type { PartHeard } from './playbackLedger.ts'

/** What the playback processor is told. Samples are 16-bit at the context's rate. */
export type ToPlayback =
  | { type: 'audio'; generation: number; itemId: string; contentIndex: number; samples: Int16Array }
  | { type: 'end'; itemId: string; contentIndex: number }
  /** Chunks of an older generation that come later are dropped. */
  | { type: 'flush'; generation: number }
  | { type: 'latency'; frames: number }
  | { type: 'stall'; frames: number }
  | { type: 'meter'; on: boolean }
  /** Another port that may say all of this, and to which everything but levels is told from now on. */
  | { type: 'port'; port: MessagePort }
  | { type: 'stop' }

/** What it tells. Frames are of the context's rate. */
export type FromPlayback =
  | { type: 'started'; itemId: string; contentIndex: number }
  | ({ type: 'position' } & PartHeard)
  | ({ type: 'drained' } & PartHeard)
  | { type: 'flushed'; generation: number; items: PartHeard[] }
  | { type: 'underrun'; frames: number }
  | { type: 'level'; rms: number; peak: number }
