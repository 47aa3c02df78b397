const windowLength = 320 // 20 ms at 16 kHz
const leadLength = 1600
const tailLength = 4800
/** Windows quieter than this share of the loudest one are no speech. */
const quiet = 0.08

/**
 * The speech with a tenth of a second before it and three after: with more silence around it the model takes a short word
 * ("Stop.") for none at all. What is missing at the edges is filled with silence.
 */
export function closeToSpeech(samples: Float32Array): Float32Array<ArrayBuffer> {
  const levels: number[] = []
  for (let at = 0; at < samples.length; at += windowLength) {
    let energy = 0
    for (const sample of samples.subarray(at, at + windowLength)) energy += sample * sample
    levels.push(Math.sqrt(energy / windowLength))
  }
  const least = quiet * levels.reduce((most, level) => Math.max(most, level), 0)
  const first = levels.findIndex((level) => level > least)
  if (first < 0) return samples.slice()
  const from = first * windowLength
  const to = Math.min(samples.length, (levels.findLastIndex((level) => level > least) + 1) * windowLength)
  const out = new Float32Array(leadLength + (to - from) + tailLength)
  const start = Math.max(0, from - leadLength)
  out.set(samples.subarray(start, to + tailLength), leadLength - (from - start))
  return out
}
