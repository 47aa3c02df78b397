import { recorderProcessorName, workletScope } from '../workletScope.ts'
import { Interleaver } from './interleaver.ts'

export type FromRecorder = { type: 'block'; samples: Int16Array<ArrayBuffer> } | { type: 'end' }

/** Registers the processor that gives away what it hears. Called once, on the audio thread. */
export function registerRecorder(): void {
  class RecorderProcessor extends workletScope.AudioWorkletProcessor {
    #interleaver: Interleaver
    #running = true

    constructor(options: { processorOptions?: unknown }) {
      super(options)
      const { channels } = options.processorOptions as { channels: number }
      this.#interleaver = new Interleaver(channels, (samples) => {
        this.port.postMessage({ type: 'block', samples } satisfies FromRecorder, [samples.buffer])
      })
      this.port.onmessage = () => {
        this.#running = false
        this.#interleaver.flush()
        this.port.postMessage({ type: 'end' } satisfies FromRecorder)
        this.port.close()
      }
    }

    process(inputs: Float32Array[][]): boolean {
      // One input a channel, so that a silent one is still one.
      const channels = inputs.map((input) => input[0])
      if (this.#running) this.#interleaver.push(channels, 128)
      return this.#running
    }
  }
  workletScope.registerProcessor(recorderProcessorName, RecorderProcessor)
}
