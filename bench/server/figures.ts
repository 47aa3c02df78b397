/** One speaker's record of what reached it. */
export interface Heard {
  /** Milliseconds from the last frame of speech to the first sound of the answer. */
  answerMs: number[]
  /** How much later than the pacing (or the media clock) promised each piece of sound came. */
  latenessMs: number[]
  /** Answers that ran dry: a piece came after the one before it had been played. */
  gaps: number
  answers: number
}

export const emptyHeard = (): Heard => ({ answerMs: [], latenessMs: [], gaps: 0, answers: 0 })

/** What the load generator saw, all speakers together. */
export interface LoadFigures {
  sessions: number
  seconds: number
  answers: number
  gaps: number
  answerMedianMs: number
  answerP99Ms: number
  pieces: number
  lateShare: number
  latenessP99Ms: number
  /** What of the lateness may be the generator's own: how late its frames left, and what it used of one core. */
  sendP99Ms: number
  ownCpuShare: number
}

export const lateMs = 20

export const median = (values: readonly number[]): number => percentile(values, 0.5)

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export function summarize(
  heard: readonly Heard[],
  sendLatenessMs: readonly number[],
  seconds: number,
  cpuMs: number,
): LoadFigures {
  const answers = heard.flatMap(({ answerMs }) => answerMs)
  const lateness = heard.flatMap(({ latenessMs }) => latenessMs)
  return {
    sessions: heard.length,
    seconds,
    answers: heard.reduce((sum, entry) => sum + entry.answers, 0),
    gaps: heard.reduce((sum, entry) => sum + entry.gaps, 0),
    answerMedianMs: median(answers),
    answerP99Ms: percentile(answers, 0.99),
    pieces: lateness.length,
    lateShare: lateness.filter((ms) => ms > lateMs).length / Math.max(1, lateness.length),
    latenessP99Ms: percentile(lateness, 0.99),
    sendP99Ms: percentile(sendLatenessMs, 0.99),
    ownCpuShare: cpuMs / (seconds * 1000),
  }
}

/** Growth per minute by least squares, over samples taken every `everySeconds`. */
export function slopePerMinute(values: readonly number[], everySeconds: number): number {
  const meanX = (values.length - 1) / 2
  const meanY = values.reduce((sum, value) => sum + value, 0) / values.length
  let above = 0
  let below = 0
  for (const [x, y] of values.entries()) {
    above += (x - meanX) * (y - meanY)
    below += (x - meanX) ** 2
  }
  return (above / below) * (60 / everySeconds)
}
