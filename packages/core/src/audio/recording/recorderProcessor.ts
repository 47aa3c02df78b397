import { createResampler, type Resampler } from '../../codec/resample.ts'
import { recorderProcessorName, workletScope } from '../workletScope.ts'
import { Interleaver } from './interleaver.ts'

export type FromRecorder = { type: 'block'; samples: Int16Array<ArrayBuffer> } | { type: 'end' }

const silence = new Float32Array(128)

/** Registers the processor that gives away what it hears. Called once, on the audio thread. */
export function registerRecorder(): void {
  class RecorderProcessor extends workletScope.AudioWorkletProcessor {
    #interleaver: Interleaver
    #resamplers: Resampler[]
    #running = true

    constructor(options: { processorOptions?: unknown }) {
      super(options)
      const { channels, sampleRate } = options.processorOptions as { channels: number; sampleRate: number }
      this.#resamplers = Array.from({ length: channels }, () => createResampler(workletScope.sampleRate, sampleRate))
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
      if (!this.#running) return false
      const channels = this.#resamplers.map((resampler, i) => resampler.process(inputs[i]?.[0] ?? silence))
      this.#interleaver.push(channels, channels[0]!.length)
      return true
    }
  }
  workletScope.registerProcessor(recorderProcessorName, RecorderProcessor)
}
