import { decodeALaw, decodeMuLaw } from '../../codec/g711.ts'
import { bytesToPcm16, floatToPcm16, pcm16ToFloat } from '../../codec/pcm16.ts'
import { createResampler, type Resampler } from '../../codec/resample.ts'
import { sampleRateOf } from '../audioCodec.ts'
import type { AudioCodec } from '../audioPorts.ts'

/** Turns the bytes of the wire into samples at the context's rate. One part at a time keeps its filter state. */
export class SampleDecoder {
  #codec: AudioCodec
  #from: number
  #to: number
  #part = ''
  #resampler: Resampler | null = null
  #taken = 0
  #given = 0
  /** What the filter gave before its time: the length never runs ahead of what came in. */
  #early = new Int16Array()

  constructor(codec: AudioCodec, sampleRate: number) {
    this.#codec = codec
    this.#from = sampleRateOf(codec)
    this.#to = sampleRate
  }

  decode(part: string, bytes: Uint8Array): Int16Array {
    const samples = this.#samples(bytes)
    if (this.#from === this.#to) return samples
    if (this.#part !== part || !this.#resampler) {
      this.#resampler = createResampler(this.#from, this.#to)
      this.#part = part
      this.#taken = 0
      this.#given = 0
      this.#early = new Int16Array()
    }
    this.#taken += samples.length
    return this.#resample(pcm16ToFloat(samples), Math.floor((this.#taken * this.#to) / this.#from))
  }

  /** What the filter still holds of this part, so that the last millisecond is heard too. */
  end(part: string): Int16Array {
    if (this.#part !== part || !this.#resampler) return new Int16Array()
    const silence = new Float32Array(Math.ceil(this.#resampler.delay * 2) + 2)
    const tail = this.#resample(silence, Math.round((this.#taken * this.#to) / this.#from))
    this.#part = ''
    this.#resampler = null
    return tail
  }

  /** The next samples, up to `total` since the part began. */
  #resample(samples: Float32Array, total: number): Int16Array {
    const fresh = floatToPcm16(this.#resampler!.process(samples))
    const all = new Int16Array(this.#early.length + fresh.length)
    all.set(this.#early)
    all.set(fresh, this.#early.length)
    const out = all.slice(0, Math.max(0, total - this.#given))
    this.#early = all.slice(out.length)
    this.#given += out.length
    return out
  }

  #samples(bytes: Uint8Array): Int16Array {
    if (this.#codec === 'pcmu') return decodeMuLaw(bytes)
    if (this.#codec === 'pcma') return decodeALaw(bytes)
    return bytesToPcm16(bytes)
  }
}
