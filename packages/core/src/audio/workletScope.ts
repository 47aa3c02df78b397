/** What is used of the audio thread's global scope, which has no DOM and no types in the compiler's libraries. */
export interface WorkletScope {
  readonly sampleRate: number
  readonly currentFrame: number
  readonly AudioWorkletProcessor: new (options: { processorOptions?: unknown }) => { readonly port: MessagePort }
  registerProcessor(name: string, processor: new (options: { processorOptions?: unknown }) => object): void
}

/** The names under which the processors are registered. */
export const captureProcessorName = 'parley-capture'
export const playbackProcessorName = 'parley-playback'

export const recorderProcessorName = 'parley-recorder'

export const workletScope: WorkletScope = globalThis as unknown as WorkletScope
