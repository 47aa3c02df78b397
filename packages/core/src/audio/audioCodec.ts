import type { AudioCodec } from './audioPorts.ts'

/** The codec of a format on the wire: each has one rate. Undefined where the format names none of them, or there is none. */
export function codecOf(format: { type?: string } | undefined): AudioCodec | undefined {
  switch (format?.type) {
    case 'audio/pcm':
      return 'pcm'
    case 'audio/pcmu':
      return 'pcmu'
    case 'audio/pcma':
      return 'pcma'
    default:
      return undefined
  }
}

/** In hertz: PCM is 24 kHz, G.711 is 8 kHz. */
export function sampleRateOf(codec: AudioCodec): number {
  return codec === 'pcm' ? 24_000 : 8_000
}

/** PCM has 16 bits a sample, G.711 has 8. */
export function bytesPerMs(codec: AudioCodec): number {
  return codec === 'pcm' ? 48 : 8
}
