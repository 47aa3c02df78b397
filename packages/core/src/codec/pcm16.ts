/** Signed 16-bit little-endian mono samples, the wire's `audio/pcm`, and floats from -1 to 1, the audio thread's. */

const scale = 32767
const inverse = 1 / 32768

/** Floats to samples, clamped. `out` may be reused; it must be at least as long as `input`. */
export function floatToPcm16(input: Float32Array, out: Int16Array = new Int16Array(input.length)): Int16Array {
  for (let i = 0; i < input.length; i++) {
    const value = input[i]! * scale
    out[i] = value > 32767 ? 32767 : value < -32768 ? -32768 : value
  }
  return out
}

/** Samples to floats. `out` may be reused; it must be at least as long as `input`. */
export function pcm16ToFloat(input: Int16Array, out: Float32Array = new Float32Array(input.length)): Float32Array {
  for (let i = 0; i < input.length; i++) out[i] = input[i]! * inverse
  return out
}

/** The samples of whole pairs of bytes; an odd last byte is left out. Copies when the bytes are not aligned. */
export function bytesToPcm16(bytes: Uint8Array): Int16Array {
  const length = bytes.byteLength >> 1
  if (bytes.byteOffset % 2 === 0) return new Int16Array(bytes.buffer, bytes.byteOffset, length)
  return new Int16Array(bytes.slice(0, length * 2).buffer)
}

/** The bytes of the samples, without a copy. */
export function pcm16ToBytes(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}
