/** How much of a part of an item has been heard. */
export interface PartHeard {
  itemId: string
  contentIndex: number
  frames: number
}

interface Part {
  itemId: string
  contentIndex: number
  started: boolean
  ended: boolean
  /** Frames of this part in spans that are over. */
  before: number
  /** Where the last of its audio ends in the queue. */
  end: number
}

/** A stretch of the queue that belongs to one part, in frames since the beginning. */
interface Span {
  part: Part
  start: number
  end: number
}

/** What `advance` noticed; reused between calls. */
export interface LedgerReport {
  readonly started: { itemId: string; contentIndex: number }[]
  readonly drained: PartHeard[]
}

/** Quanta that are remembered: 5.4 s at 24 kHz, 2.7 s at 48 kHz. Wireless loudspeakers take up to two. */
const logLength = 1024
/** A longer output latency cannot be reckoned with. */
export const mostLatencyFrames: number = (logLength - 8) * 128

/**
 * Knows which frames of the queue belong to which part of which item, and how far each was heard: a frame is heard when
 * the output latency has passed since it was rendered. Exact to the frame, gaps in between included.
 */
export class PlaybackLedger {
  #spans: Span[] = []
  #parts: Part[] = []
  #heard = 0
  #report: { started: LedgerReport['started']; drained: PartHeard[] } = { started: [], drained: [] }
  /** What was rendered when. */
  #logTime = new Float64Array(logLength)
  #logFrame = new Float64Array(logLength)
  #logCount = new Float64Array(logLength)
  #logNext = 0
  #logHeard = 0
  /** Between the rendering of a frame and its sounding, in frames. */
  latency = 0

  /** `frames` of this part were put at the end of the queue, from queue frame `at` on. */
  queued(itemId: string, contentIndex: number, at: number, frames: number): void {
    const last = this.#spans.at(-1)
    if (last && last.part.itemId === itemId && last.part.contentIndex === contentIndex && last.end === at) {
      last.end += frames
      last.part.end = last.end
      return
    }
    let part = this.#find(itemId, contentIndex)
    if (!part) {
      part = { itemId, contentIndex, started: false, ended: false, before: 0, end: at }
      this.#parts.push(part)
    }
    part.end = at + frames
    this.#spans.push({ part, start: at, end: at + frames })
  }

  /** No more audio comes for this part. Returns false when nothing of it is known. */
  ended(itemId: string, contentIndex: number): boolean {
    const part = this.#find(itemId, contentIndex)
    if (part) part.ended = true
    return part !== undefined
  }

  /** Whether the end of the queue belongs to this part. */
  endsWith(itemId: string, contentIndex: number): boolean {
    const last = this.#spans.at(-1)?.part
    return last !== undefined && last.itemId === itemId && last.contentIndex === contentIndex
  }

  /** Whether what waits at the end of the queue is complete, so that nothing has to be waited for. */
  get complete(): boolean {
    const last = this.#spans.at(-1)
    return last === undefined || last.part.ended
  }

  /** Whether the part at the front of the queue is complete. */
  frontComplete(read: number): boolean {
    for (const span of this.#spans) if (span.end > read) return span.part.ended
    return false
  }

  /** `count` frames from queue frame `at` on were rendered at `time`, in frames of the output. */
  rendered(time: number, at: number, count: number): void {
    if (count === 0) return
    this.#logTime[this.#logNext % logLength] = time
    this.#logFrame[this.#logNext % logLength] = at
    this.#logCount[this.#logNext % logLength] = count
    this.#logNext++
    if (this.#logNext - this.#logHeard > logLength) this.#logHeard = this.#logNext - logLength
  }

  /** What has begun to leave the queue, and what has been heard to its end. The report is reused by the next call. */
  advance(time: number, read: number): LedgerReport {
    const report = this.#report
    report.started.length = 0
    report.drained.length = 0
    for (const span of this.#spans) {
      if (span.start >= read) break
      if (span.part.started) continue
      span.part.started = true
      report.started.push({ itemId: span.part.itemId, contentIndex: span.part.contentIndex })
    }
    this.#advanceHeard(time)
    while (this.#spans.length > 0 && this.#spans[0]!.end <= this.#heard) {
      const span = this.#spans[0]!
      // The last span stays while more audio may be joined to it.
      if (this.#spans.length === 1 && !span.part.ended) break
      span.part.before += span.end - span.start
      this.#spans.shift()
    }
    for (let i = 0; i < this.#parts.length; i++) {
      const part = this.#parts[i]!
      if (!part.ended || part.end > this.#heard || this.#spans.some((span) => span.part === part)) continue
      report.drained.push({ itemId: part.itemId, contentIndex: part.contentIndex, frames: part.before })
      this.#parts.splice(i--, 1)
    }
    return report
  }

  /** The part that is sounding now, and how far; null when none of the queue was heard yet. */
  position(): PartHeard | null {
    let current: Span | null = null
    for (const span of this.#spans) {
      if (span.start >= this.#heard) break
      current = span
    }
    return (
      current && {
        itemId: current.part.itemId,
        contentIndex: current.part.contentIndex,
        frames: this.#heardOf(current.part),
      }
    )
  }

  /** How far each part was heard that is not drained, in playing order; forgets them all. */
  flush(time: number, written: number): PartHeard[] {
    this.#advanceHeard(time)
    const heard = this.#parts.map((part) => ({
      itemId: part.itemId,
      contentIndex: part.contentIndex,
      frames: this.#heardOf(part),
    }))
    this.#spans = []
    this.#parts = []
    this.#heard = written
    this.#logHeard = this.#logNext
    return heard
  }

  #heardOf(part: Part): number {
    let frames = part.before
    for (const span of this.#spans) {
      if (span.part === part) frames += Math.min(Math.max(this.#heard - span.start, 0), span.end - span.start)
    }
    return frames
  }

  #advanceHeard(time: number): void {
    const until = time - this.latency
    while (this.#logHeard < this.#logNext) {
      const at = this.#logHeard % logLength
      const passed = until - this.#logTime[at]!
      if (passed <= 0) return
      const count = this.#logCount[at]!
      this.#heard = Math.max(this.#heard, this.#logFrame[at]! + Math.min(passed, count))
      if (passed < count) return
      this.#logHeard++
    }
  }

  #find(itemId: string, contentIndex: number): Part | undefined {
    return this.#parts.find((part) => part.itemId === itemId && part.contentIndex === contentIndex)
  }
}
