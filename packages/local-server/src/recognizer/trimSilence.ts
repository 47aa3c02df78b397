const sampleRate = 16000
const windowLength = sampleRate / 20
const margin = sampleRate / 2
/** Below the loudest twentieth of a second by this factor (30 dB), nobody is speaking. */
const quiet = 1 / 32

/**
 * Speech without the silence before and after it, half a second of which is kept. A turn that a hand bounds may begin with seconds of
 * thinking, from which the recogniser makes nothing.
 */
export function trimSilence(samples: Float32Array): Float32Array {
  const loudness: number[] = []
  for (let at = 0; at < samples.length; at += windowLength) {
    const window = samples.subarray(at, at + windowLength)
    loudness.push(Math.sqrt(window.reduce((sum, sample) => sum + sample * sample, 0) / window.length))
  }
  const threshold = loudness.reduce((most, level) => Math.max(most, level), 0) * quiet
  const speaks = (level: number): boolean => level > threshold
  const first = loudness.findIndex(speaks)
  if (first < 0) return samples
  const last = loudness.findLastIndex(speaks)
  return samples.subarray(Math.max(0, first * windowLength - margin), (last + 1) * windowLength + margin)
}
