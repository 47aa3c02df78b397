/** G.711 mu-law and A-law (ITU-T G.711), one byte a sample, 8 kHz; the wire's `audio/pcmu` and `audio/pcma`. */

const muBias = 0x84
const muClip = 32635

function muLawByte(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  let magnitude = Math.min(Math.abs(sample), muClip) + muBias
  let exponent = 7
  for (let mask = 0x4000; exponent > 0 && (magnitude & mask) === 0; mask >>= 1) exponent--
  magnitude = (magnitude >> (exponent + 3)) & 0x0f
  return ~(sign | (exponent << 4) | magnitude) & 0xff
}

function muLawSample(byte: number): number {
  const value = ~byte & 0xff
  const exponent = (value >> 4) & 7
  const magnitude = (((value & 0x0f) << 3) + muBias) << exponent
  return value & 0x80 ? muBias - magnitude : magnitude - muBias
}

function aLawByte(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0
  const magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32767) >> 4
  let exponent = 0
  let mantissa = magnitude
  if (magnitude > 15) {
    exponent = 1
    while (mantissa > 31) {
      mantissa >>= 1
      exponent++
    }
    mantissa &= 0x0f
  }
  return (sign | (exponent << 4) | mantissa) ^ 0x55
}

function aLawSample(byte: number): number {
  const value = byte ^ 0x55
  const exponent = (value >> 4) & 7
  let magnitude = ((value & 0x0f) << 4) + 8
  if (exponent > 0) magnitude = (magnitude + 0x100) << (exponent - 1)
  return value & 0x80 ? magnitude : -magnitude
}

const muLawTable = /* @__PURE__ */ Int16Array.from({ length: 256 }, (_, byte) => muLawSample(byte))
const aLawTable = /* @__PURE__ */ Int16Array.from({ length: 256 }, (_, byte) => aLawSample(byte))

const decodeBy = (table: Int16Array, bytes: Uint8Array): Int16Array => {
  const out = new Int16Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) out[i] = table[bytes[i]!]!
  return out
}
const encodeBy = (toByte: (sample: number) => number, samples: Int16Array): Uint8Array => {
  const out = new Uint8Array(samples.length)
  for (let i = 0; i < samples.length; i++) out[i] = toByte(samples[i]!)
  return out
}

export const encodeMuLaw = (samples: Int16Array): Uint8Array => encodeBy(muLawByte, samples)
export const decodeMuLaw = (bytes: Uint8Array): Int16Array => decodeBy(muLawTable, bytes)
export const encodeALaw = (samples: Int16Array): Uint8Array => encodeBy(aLawByte, samples)
export const decodeALaw = (bytes: Uint8Array): Int16Array => decodeBy(aLawTable, bytes)
