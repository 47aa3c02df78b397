/**
 * The queue of samples that wait to be played: a ring whose length is a power of two, grown by doubling up to a cap, and a
 * list of chunks beyond it. `push` may allocate, `read` never does: it runs on the audio thread.
 */
export class SampleRing {
  #ring: Int16Array
  #maxFrames: number
  /** What did not fit, oldest first, from `#overflowAt` on. */
  #overflow: Int16Array[] = []
  #overflowAt = 0
  #overflowFrames = 0
  #inRing = 0
  /** Frames read since the beginning; the position in the ring is this modulo its length. */
  read = 0

  /** Defaults: 10.9 s at 24 kHz to begin with, 87 s in the ring at most. */
  constructor(initialFrames: number = 2 ** 18, maxFrames: number = 2 ** 21) {
    this.#ring = new Int16Array(initialFrames)
    this.#maxFrames = maxFrames
  }

  get available(): number {
    return this.#inRing + this.#overflowFrames
  }

  /** Frames pushed since the beginning. */
  get written(): number {
    return this.read + this.available
  }

  push(samples: Int16Array): void {
    if (samples.length === 0) return
    if (this.#overflowFrames === 0) {
      while (this.#ring.length < this.#inRing + samples.length && this.#ring.length < this.#maxFrames) this.#grow()
    }
    if (this.#overflowFrames === 0 && this.#inRing + samples.length <= this.#ring.length) {
      this.#store(samples)
    } else {
      this.#overflow.push(samples)
      this.#overflowFrames += samples.length
    }
  }

  /** Up to `count` samples, as floats from -1 to 1, into `out` from its start. Returns how many there were. */
  readInto(out: Float32Array, count: number): number {
    const frames = Math.min(count, this.available)
    let done = 0
    while (done < frames) {
      if (this.#inRing === 0) this.#refill()
      const mask = this.#ring.length - 1
      const now = Math.min(frames - done, this.#inRing)
      for (let i = 0; i < now; i++) out[done + i] = this.#ring[(this.read + i) & mask]! * (1 / 32768)
      this.read += now
      this.#inRing -= now
      done += now
    }
    this.#refill()
    return frames
  }

  /** Forgets everything that waits; `read` moves to its end, as if it had been read. */
  discard(): void {
    this.read += this.available
    this.#inRing = 0
    this.#overflow = []
    this.#overflowAt = 0
    this.#overflowFrames = 0
  }

  #refill(): void {
    while (this.#overflowFrames > 0) {
      const room = this.#ring.length - this.#inRing
      const next = this.#overflow[this.#overflowAt]!
      if (next.length > room && this.#inRing > 0) return
      // A chunk longer than the whole ring is taken in pieces.
      const piece = next.length > room ? next.subarray(0, room) : next
      this.#store(piece)
      this.#overflowFrames -= piece.length
      if (piece.length < next.length) {
        this.#overflow[this.#overflowAt] = next.subarray(piece.length)
        return
      }
      this.#overflowAt++
      if (this.#overflowAt === this.#overflow.length) {
        this.#overflow.length = 0
        this.#overflowAt = 0
      }
    }
  }

  #store(samples: Int16Array): void {
    const at = (this.read + this.#inRing) & (this.#ring.length - 1)
    const first = Math.min(samples.length, this.#ring.length - at)
    if (first === samples.length) this.#ring.set(samples, at)
    else {
      this.#ring.set(samples.subarray(0, first), at)
      this.#ring.set(samples.subarray(first), 0)
    }
    this.#inRing += samples.length
  }

  #grow(): void {
    const old = this.#ring
    const next = new Int16Array(old.length * 2)
    for (let i = 0; i < this.#inRing; i++) {
      next[(this.read + i) & (next.length - 1)] = old[(this.read + i) & (old.length - 1)]!
    }
    this.#ring = next
  }
}
