/**
 * A polyphase FIR resampler (Kaiser window) that keeps its state between chunks, for rates whose ratio is rational:
 * 48, 44.1, 24, 16 and 8 kHz in any pair. Alias rejection is about 70 dB, the passband flat to 0.42 of the lower rate.
 */
export interface Resampler {
  /** The output for these input samples. The length follows the ratio: over time no sample is lost or made. */
  process(input: Float32Array): Float32Array
  /** Forgets the history, as at the start of a stream. */
  reset(): void
  /** Group delay in input samples. */
  readonly delay: number
}

const kaiserBeta = 8

export function createResampler(fromRate: number, toRate: number, tapsPerPhase: number = 36): Resampler {
  if (!Number.isInteger(fromRate) || !Number.isInteger(toRate) || fromRate <= 0 || toRate <= 0) {
    throw new RangeError(`Sample rates must be positive integers, not ${fromRate} and ${toRate}.`)
  }
  const divisor = gcd(fromRate, toRate)
  const up = toRate / divisor
  const down = fromRate / divisor
  if (up === 1 && down === 1) return { process: (input) => input.slice(), reset() {}, delay: 0 }

  // Taps cover `tapsPerPhase` input samples when going up, more of them when going down, or the filter would alias.
  const span = Math.ceil(tapsPerPhase * Math.max(1, down / up))
  const phases = designPhases(up, down, span)
  let history = new Float32Array(span - 1)
  let phase = 0
  let skip = 0

  return {
    delay: (span - 1) / 2,
    reset() {
      history = new Float32Array(span - 1)
      phase = 0
      skip = 0
    },
    process(input) {
      const data = new Float32Array(history.length + input.length)
      data.set(history)
      data.set(input, history.length)
      const available = data.length - span + 1
      const out = new Float32Array(Math.max(0, Math.ceil(((available - skip) * up - phase) / down)))
      let at = skip
      let written = 0
      while (at < available) {
        const taps = phases[phase]!
        let sum = 0
        for (let k = 0; k < span; k++) sum += taps[k]! * data[at + k]!
        out[written++] = sum
        phase += down
        at += Math.floor(phase / up)
        phase %= up
      }
      skip = at - available
      history = data.slice(Math.max(0, available))
      return written === out.length ? out : out.slice(0, written)
    },
  }
}

/** For each of `up` phases, `span` taps in the order of the input samples they meet (oldest first). */
function designPhases(up: number, down: number, span: number): Float32Array[] {
  const length = span * up
  const cutoff = 0.5 / Math.max(up, down) // in cycles per sample of the upsampled stream
  const width = 0.945 // leaves room for the transition band below the Nyquist rate
  const centre = (length - 1) / 2
  const prototype = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    const x = i - centre
    const angle = 2 * Math.PI * cutoff * width * x
    const sinc = x === 0 ? 1 : Math.sin(angle) / angle
    const ratio = x / (length / 2)
    prototype[i] = sinc * (bessel(kaiserBeta * Math.sqrt(Math.max(0, 1 - ratio * ratio))) / bessel(kaiserBeta))
  }
  return Array.from({ length: up }, (_, p) => {
    const taps = new Float32Array(span)
    let sum = 0
    for (let k = 0; k < span; k++) sum += prototype[(span - 1 - k) * up + p]!
    for (let k = 0; k < span; k++) taps[k] = prototype[(span - 1 - k) * up + p]! / sum
    return taps
  })
}

/** The modified Bessel function of the first kind, order zero. */
function bessel(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; k < 40; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}
