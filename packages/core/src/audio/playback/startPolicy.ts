const sampleCount = 64
const maxWaitMs = 400
const forgetting = 0.8

/**
 * Decides how much audio must wait before playback starts, learned from how this session's audio arrives.
 *
 * Until the pace is known: one delta and 20 ms. When audio comes at twice its own speed or faster, and 95 of 100 chunks
 * come less than 50 ms late, nothing. After an underrun 1.5 times the gap. Never more than 400 ms.
 */
export class StartPolicy {
  #rate: number
  #burstStart = 0
  #burstFrames = 0
  #burstChunks = 0
  #firstFrames = 0
  #longestChunk = 0
  #pace: number | null = null
  #lateness = new Float64Array(sampleCount)
  #latenessNext = 0
  #rebuffer = 0
  #wanted = 0
  /** Pauses of the thread that delivers audio: the latest, and what has to be expected. Once is chance. */
  #stalled = 0
  #stall = 0

  constructor(sampleRate: number) {
    this.#rate = sampleRate
  }

  /** A chunk of `frames` came at `time`. `fresh`: nothing waited or played before it, so a new response begins. */
  arrived(time: number, frames: number, fresh: boolean): void {
    if (fresh) {
      this.#burstStart = time
      this.#burstFrames = 0
      this.#burstChunks = 0
      this.#firstFrames = frames
      this.#rebuffer = 0
      // What does not come again is forgotten within a few answers.
      this.#stalled *= forgetting
      this.#stall *= forgetting
    } else {
      // Late is what comes after the moment at which everything before it would have been played.
      const late = time - this.#burstStart - this.#burstFrames
      this.#lateness[this.#latenessNext++ % sampleCount] = Math.max(0, late)
    }
    this.#burstFrames += frames
    this.#burstChunks++
    this.#longestChunk = Math.max(frames, this.#longestChunk * 0.9)
    if (this.#burstChunks >= 3 && this.#burstFrames >= this.#rate / 2) {
      const elapsed = Math.max(1, time - this.#burstStart)
      this.#pace = (this.#burstFrames - this.#firstFrames) / elapsed
    }
    this.#wanted = this.#want()
  }

  /** Playback ran dry and audio came again `gap` frames later. What is late from here on is measured anew. */
  ranDry(gap: number): void {
    this.#rebuffer = Math.min(gap * 1.5, this.#frames(maxWaitMs))
    this.#burstStart += gap
  }

  /** What delivers the audio paused for so many frames. */
  stalled(frames: number): void {
    this.#stall = Math.max(this.#stall, Math.min(frames, this.#stalled))
    this.#stalled = frames
  }

  /** Frames that must wait before playback starts. */
  get target(): number {
    return Math.min((this.#rebuffer > 0 ? this.#rebuffer : this.#wanted) + this.#stall, this.#frames(maxWaitMs))
  }

  #want(): number {
    const late = this.#latePercentile()
    if (this.#pace !== null && this.#pace >= 2 && late < this.#frames(50)) return 0
    return Math.max(this.#longestChunk, late) + this.#frames(20)
  }

  #latePercentile(): number {
    const count = Math.min(this.#latenessNext, sampleCount)
    if (count === 0) return 0
    const sorted = this.#lateness.slice(0, count).sort()
    return sorted[Math.min(count - 1, Math.floor(count * 0.95))]!
  }

  #frames(ms: number): number {
    return (ms * this.#rate) / 1000
  }
}
