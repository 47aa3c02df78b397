import { encodeALaw, encodeMuLaw } from '../../codec/g711.ts'
import { pcm16ToBytes } from '../../codec/pcm16.ts'
import { createResampler, type Resampler } from '../../codec/resample.ts'
import { sampleRateOf } from '../audioCodec.ts'
import type { AudioCodec } from '../audioPorts.ts'
import { chunkMs } from './captureMessages.ts'

const muteFadeMs = 5

/**
 * Cuts microphone samples into chunks of the wire's format. Muting fades within 5 ms; while muted nothing comes out, and
 * what was begun before is completed with silence, so that no chunk is ever short.
 */
export class Framer {
  #resampler: Resampler | null
  #encode: (samples: Int16Array) => Uint8Array
  #emit: (bytes: Uint8Array) => void
  #block: Int16Array
  #filled = 0
  #gain: number
  #fadeStep: number
  muted: boolean

  constructor(options: { inputRate: number; codec: AudioCodec; muted: boolean; emit: (bytes: Uint8Array) => void }) {
    const { inputRate, codec, emit } = options
    const rate = sampleRateOf(codec)
    this.#resampler = inputRate === rate ? null : createResampler(inputRate, rate)
    this.#encode =
      codec === 'pcmu' ? encodeMuLaw : codec === 'pcma' ? encodeALaw : (samples) => pcm16ToBytes(samples.slice())
    this.#emit = emit
    this.muted = options.muted
    this.#gain = options.muted ? 0 : 1
    this.#block = new Int16Array(Math.round((rate * chunkMs) / 1000))
    this.#fadeStep = 1000 / (rate * muteFadeMs)
  }

  push(input: Float32Array): void {
    const samples = this.#resampler ? this.#resampler.process(input) : input
    for (let i = 0; i < samples.length; i++) {
      if (this.muted) {
        if (this.#gain <= 0) {
          this.#complete()
          this.#gain = 0
          return
        }
        this.#gain -= this.#fadeStep
      } else if (this.#gain < 1) this.#gain += this.#fadeStep
      const gain = this.#gain < 0 ? 0 : this.#gain > 1 ? 1 : this.#gain
      const value = samples[i]! * gain * 32767
      this.#block[this.#filled++] = value > 32767 ? 32767 : value < -32768 ? -32768 : value
      if (this.#filled === this.#block.length) this.#flush()
    }
  }

  #complete(): void {
    if (this.#filled === 0) return
    this.#block.fill(0, this.#filled)
    this.#flush()
  }

  #flush(): void {
    this.#filled = 0
    this.#emit(this.#encode(this.#block))
  }
}
