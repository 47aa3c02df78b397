/** Loudness of 50 ms at a time: the root of the mean square, and the highest value. Makes nothing while it is off. */
export class LevelMeter {
  #every: number
  #sum = 0
  #peak = 0
  #count = 0
  rms = 0
  peak = 0

  constructor(sampleRate: number) {
    this.#every = Math.round(sampleRate / 20)
  }

  /** True when a window became full: `rms` and `peak` are new then. */
  add(samples: Float32Array, count: number = samples.length): boolean {
    for (let i = 0; i < count; i++) {
      const value = samples[i]!
      this.#sum += value * value
      const size = value < 0 ? -value : value
      if (size > this.#peak) this.#peak = size
    }
    this.#count += count
    if (this.#count < this.#every) return false
    // A filter of the app's that ran away gives what is no number.
    this.rms = Math.min(Math.sqrt(this.#sum / this.#count), 1) || 0
    this.peak = this.#peak
    this.#sum = 0
    this.#peak = 0
    this.#count = 0
    return true
  }
}
