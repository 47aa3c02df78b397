/** Hears whether somebody speaks. When that makes a turn is decided by the session (threshold, silence, eagerness). */
export interface TurnDetector {
  /** One stream for each session; they must not influence each other. */
  open(): TurnDetectorStream
  /** How long after the last sound it begins to say so. Default 0. That silence counts as heard. */
  readonly lagMs?: number
  close?(): Promise<void>
}

export interface TurnDetectorStream {
  /** Takes 16 kHz mono samples (-1 to 1) of any length; gives the probability of speech for every finished window of 512 samples (32 ms). */
  write(samples: Float32Array): Promise<readonly number[]>
  /** Forgets what was heard, as at the start. */
  reset(): void
  close(): void
}

export const detectorSampleRate = 16000
export const detectorWindow = 512
export const detectorWindowMs = 32
