/** Speech to text. Replace it to use another engine. */
export interface Recognizer {
  /**
   * The words in 16 kHz mono samples (-1 to 1). An empty string is legal: noise. `onPartial` receives pieces of the text in
   * order while it is found; together they may be less than the result. Rejects when `signal` aborts.
   */
  recognize(samples: Float32Array, options?: RecognizeOptions): Promise<string>
  close?(): Promise<void>
}

export interface RecognizeOptions {
  /** What the session says about the language (ISO 639-1). The built-in recogniser knows English only. */
  language?: string
  onPartial?: (delta: string) => void
  signal?: AbortSignal
}

export const recognizerSampleRate = 16000
