import {
  bytesToPcm16,
  createResampler,
  decodeALaw,
  decodeBase64,
  decodeMuLaw,
  encodeALaw,
  encodeBase64,
  encodeMuLaw,
  floatToPcm16,
  pcm16ToBytes,
  pcm16ToFloat,
} from '@parley/core/codec'
import type { WireAudioFormat } from '@parley/core/protocol'
import type { HeldAudio } from './audioLedger.ts'

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

export function encodeWireAudio(samples: Int16Array, format: WireAudioFormat): string {
  if (format.type === 'audio/pcmu') return encodeBase64(encodeMuLaw(samples))
  if (format.type === 'audio/pcma') return encodeBase64(encodeALaw(samples))
  return encodeBase64(pcm16ToBytes(samples))
}

/** Decodes appended audio; an odd byte at the end of one append belongs to the first sample of the next. */
export function createWireAudioDecoder(): { decode(audio: string, format: WireAudioFormat): Int16Array | null } {
  let carried: number | null = null
  return {
    decode(audio, format) {
      const bytes = bytesOf(audio)
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
  }
}

/** Null for anything but standard base64 with its padding. */
function bytesOf(text: string): Uint8Array | null {
  if (text.length % 4 !== 0 || /[\s_-]/.test(text)) return null
  try {
    return decodeBase64(text)
  } catch {
    return null
  }
}
