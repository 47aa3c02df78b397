/** Text to speech. Replace it to give the server another sound. */
export interface Voice {
  /**
   * Speaks one sentence (or a clause) as 24 kHz mono samples without leading silence. The same arguments give the same samples.
   * Rejects when `signal` aborts. An empty result is allowed for text that nobody could say.
   */
  synthesize(text: string, options: VoiceOptions): Promise<Int16Array>
  close?(): Promise<void>
}

export interface VoiceOptions {
  /** A voice name of the API such as `marin`, or the id of a custom voice. Unknown names get the default voice. */
  voice: string
  /** 0.25 to 1.5; 1 is the voice's own pace. */
  speed: number
  signal?: AbortSignal
}

/** What every `Voice` answers with. */
export const voiceSampleRate = 24000

/** The ten names that the service accepts. */
export const voiceNames: readonly string[] = [
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'sage',
  'shimmer',
  'verse',
  'marin',
  'cedar',
]
