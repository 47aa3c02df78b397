import {
  bytesToPcm16,
  createResampler,
  decodeALaw,
  decodeMuLaw,
  encodeALaw,
  encodeMuLaw,
  floatToPcm16,
  pcm16ToBytes,
  pcm16ToFloat,
} from '@parley/core/codec'
import type { WireAudioFormat } from '@parley/core/protocol'
import type { HeldAudio } from './audioLedger.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'

/** The format with its rate; what names none is 24 kHz PCM. */
export const completeFormat = (format: WireAudioFormat | undefined): WireAudioFormat =>
  !format || format.type === 'audio/pcm' ? { type: 'audio/pcm', rate: 24000 } : { type: format.type }

export const sampleRateOf = (format: WireAudioFormat): number => (format.type === 'audio/pcm' ? 24000 : 8000)

/** A whole piece of audio at another rate. */
export function resampleWhole(audio: HeldAudio, sampleRate: number): Int16Array {
  if (audio.sampleRate === sampleRate || audio.samples.length === 0) return audio.samples
  const resampler = createResampler(audio.sampleRate, sampleRate)
  const padded = new Float32Array(audio.samples.length + Math.ceil(resampler.delay))
  padded.set(pcm16ToFloat(audio.samples))
  const skip = Math.round((resampler.delay * sampleRate) / audio.sampleRate)
  const length = Math.round((audio.samples.length * sampleRate) / audio.sampleRate)
  return floatToPcm16(resampler.process(padded)).slice(skip, skip + length)
}

/** Pieces of a longer piece of audio at another rate: converted as a whole once, so that no seam is heard between them. */
export function createPieceResampler(
  fromRate: number,
): (whole: Int16Array, from: number, to: number, sampleRate: number) => Int16Array {
  let last: { whole: Int16Array; sampleRate: number; converted: Int16Array } | null = null
  return (whole, from, to, sampleRate) => {
    if (sampleRate === fromRate) return whole.subarray(from, to)
    if (last?.whole !== whole || last.sampleRate !== sampleRate) {
      last = { whole, sampleRate, converted: resampleWhole({ samples: whole, sampleRate: fromRate }, sampleRate) }
    }
    const at = (sample: number) => Math.round((sample * sampleRate) / fromRate)
    return last.converted.subarray(at(from), at(to))
  }
}

export function encodeWireAudio(samples: Int16Array, format: WireAudioFormat): string {
  if (format.type === 'audio/pcmu') return encodeBase64(encodeMuLaw(samples))
  if (format.type === 'audio/pcma') return encodeBase64(encodeALaw(samples))
  return encodeBase64(pcm16ToBytes(samples))
}

/** Decodes appended audio; an odd byte at the end of one append belongs to the first sample of the next. */
export function createWireAudioDecoder(): {
  decode(audio: string, format: WireAudioFormat): Int16Array | null
  /** Forgets an odd byte: what follows does not continue what came before. */
  reset(): void
} {
  let carried: number | null = null
  return {
    decode(audio, format) {
      const bytes = decodeBase64(audio)
      if (!bytes) return null
      if (format.type === 'audio/pcmu') return decodeMuLaw(bytes)
      if (format.type === 'audio/pcma') return decodeALaw(bytes)
      let whole = bytes
      if (carried !== null) {
        whole = new Uint8Array(1 + bytes.length)
        whole[0] = carried
        whole.set(bytes, 1)
      }
      carried = whole.length % 2 === 1 ? whole.at(-1)! : null
      return bytesToPcm16(whole)
    },
    reset() {
      carried = null
    },
  }
}
