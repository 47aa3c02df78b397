import type { RealtimeError } from '../errors.ts'

/** The microphone and the speaker as a session sees them. Levels never pass through here as state: they have a channel of their own. */

export interface Device {
  deviceId: string
  label: string
  isDefault: boolean
}

export type MicErrorReason =
  | 'denied'
  | 'blocked-by-policy'
  | 'not-found'
  | 'in-use'
  | 'overconstrained'
  | 'insecure-context'
  | 'unsupported'

/** What the browser really does to the sound of a microphone, which may differ from what was asked. What it does not tell is left out. */
export interface MicrophoneProcessing {
  sampleRate?: number | undefined
  echoCancellation?: boolean | string | undefined
  noiseSuppression?: boolean | undefined
  autoGainControl?: boolean | undefined
}

export type MicrophoneState =
  | { status: 'off' }
  | { status: 'prompt' }
  | { status: 'requesting' }
  | {
      status: 'live'
      device: Device
      devices: readonly Device[]
      processing?: MicrophoneProcessing
      mutedBy: 'user' | 'system' | null
      speakingWhileMuted: boolean
      silentSince: number | null
    }
  | { status: 'interrupted'; cause: 'os' | 'device-removed' | 'page-hidden' }
  | { status: 'error'; reason: MicErrorReason; error: RealtimeError }

/** Smoothed loudness, 0 to 1. The object is reused between calls: copy what you keep. */
export interface LevelFrame {
  readonly rms: number
  readonly peak: number
  readonly bands?: Float32Array
}

export interface MicrophoneControl {
  request(): Promise<void>
  retry(): Promise<void>
  setDevice(id: string): Promise<void>
  setMuted(muted: boolean, by?: 'user' | 'system'): void
  onLevel(fn: (frame: LevelFrame) => void): () => void
}

export interface SpeakerState {
  devices: readonly Device[]
  deviceId: string | null
  /** 0 to 1. */
  volume: number
  muted: boolean
  /** The browser waits for a gesture before it lets sound out. */
  blocked: boolean
}

export interface SpeakerControl {
  setDevice(id: string): Promise<void>
  setVolume(volume: number): void
  setMuted(muted: boolean): void
  unlock(): Promise<void>
  onLevel(fn: (frame: LevelFrame) => void): () => void
}

export interface RecorderControl {
  start(options?: { tracks?: 'both' | 'mic' | 'agent'; format?: 'wav' | 'native' }): void
  stop(): Promise<Blob>
  readonly recording: boolean
}

/** How audio bytes are coded: the three formats of the wire. */
export type AudioCodec = 'pcm' | 'pcmu' | 'pcma'

export type MicrophoneSignal =
  | { type: 'state'; state: MicrophoneState }
  /** 20 ms of microphone audio, coded as asked for in `start`. Never sent while muted. */
  | { type: 'chunk'; bytes: Uint8Array }

/**
 * The microphone port. `prepare` is synchronous, so that it can run inside a user's gesture; `start` never rejects for a
 * missing or denied device: the state says why, and `retry` tries again. Muting holds before start and across device changes.
 */
export interface Microphone extends MicrophoneControl {
  prepare(): void
  start(options: { codec: AudioCodec; signal: AbortSignal }): Promise<void>
  /** Between `hold(true)` and `hold(false)` chunks wait in a ring of the last 300 ms, and are delivered first when released. */
  hold(held: boolean): void
  /** Releases the device. A stream the app handed in keeps running. */
  stop(): Promise<void>
  readonly state: MicrophoneState
  /** The captured track, for transports that carry it themselves; null until it is live. */
  readonly track: unknown
  subscribe(listener: (signal: MicrophoneSignal) => void): () => void
}

/** Where in an item a sound is: `heardMs` counts frames that left the device, output latency taken off, floored. */
export interface PlaybackPosition {
  itemId: string
  contentIndex: number
  heardMs: number
}

export type SpeakerSignal =
  | { type: 'state'; state: SpeakerState }
  /** The first frame of the item left the queue. */
  | { type: 'started'; itemId: string; contentIndex: number }
  /** At most every 50 ms while sounding. */
  | ({ type: 'position' } & PlaybackPosition)
  /** Everything of the item was heard, and `end` had been called for it. */
  | ({ type: 'drained' } & PlaybackPosition)
  /** The answer to `flush`: how far each item that was in the queue was heard, in playing order; those never heard say 0. */
  | { type: 'flushed'; generation: number; items: readonly PlaybackPosition[] }
  | { type: 'underrun'; ms: number }
  | { type: 'error'; error: RealtimeError }

/** The speaker port of a session whose audio is frames. */
export interface Speaker extends SpeakerControl {
  /** Synchronous, inside a user's gesture: creates and resumes what the browser guards. */
  prepare(): void
  start(options: { codec: AudioCodec; signal: AbortSignal }): Promise<void>
  play(chunk: { itemId: string; contentIndex: number; bytes: Uint8Array }): void
  /** No more audio comes for this part: what waits is played without waiting for more. */
  end(itemId: string, contentIndex: number): void
  /** Silence within one quantum; everything queued is forgotten. Answered by `flushed`. Idempotent. */
  flush(): void
  stop(): Promise<void>
  readonly state: SpeakerState
  subscribe(listener: (signal: SpeakerSignal) => void): () => void
}
