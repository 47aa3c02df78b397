import type { AudioCodec } from '../audioPorts.ts'

/** Shorter ones cost more than they save, longer ones are heard. */
export const chunkMs = 20

export interface CaptureOptions {
  /** Null: nothing but levels is wanted. */
  codec: AudioCodec | null
  muted: boolean
}

export type ToCapture =
  | { type: 'mute'; muted: boolean }
  | { type: 'meter'; on: boolean }
  /** Chunks go out on this port from now on, and no longer on the first one. */
  | { type: 'port'; port: MessagePort }
  | { type: 'stop' }

export type FromCapture =
  | { type: 'chunk'; bytes: Uint8Array }
  | { type: 'level'; rms: number; peak: number }
  /** Whether somebody speaks, also while muted. */
  | { type: 'speaking'; speaking: boolean }
  /** Whether the device gives nothing but zeros, and for how long it has. */
  | { type: 'silent'; silent: boolean; ms: number }
