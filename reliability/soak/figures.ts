/** What the page tells since it was last asked; counts are since the start. */
export interface PageSample {
  status: string
  turns: number
  underruns: number
  droppedAudioMs: number
  reconnections: number
  errors: number
  /** One for each answer that was heard to its end: how long it was, and how much longer it took by the page's clock. */
  drifts: { heardMs: number; driftMs: number }[]
  /** How late each beat of the page's thread was. */
  lateMs: number[]
}

/** One line of a series, over minutes. */
export interface Point {
  minute: number
  value: number
}

export interface Figure {
  what: string
  value: string
  /** What it may be at most; absent where the figure only informs. */
  bound?: string
  met: boolean
}

export interface Series {
  file: string
  title: string
  unit: string
  points: readonly Point[]
}

export interface SoakResult {
  title: string
  figures: Figure[]
  series: Series[]
}

/** The value below which the share `q` of the values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0
}

/** Units a minute: the slope of the line through the points by least squares. */
export function slope(points: readonly Point[]): number {
  const n = points.length
  if (n < 2) return 0
  const meanX = points.reduce((sum, { minute }) => sum + minute, 0) / n
  const meanY = points.reduce((sum, { value }) => sum + value, 0) / n
  let above = 0
  let below = 0
  for (const { minute, value } of points) {
    above += (minute - meanX) * (value - meanY)
    below += (minute - meanX) ** 2
  }
  return below === 0 ? 0 : above / below
}

export const figure = (what: string, value: number, unit: string, most?: number): Figure => ({
  what,
  value: `${Number(value.toPrecision(3))}${unit && ` ${unit}`}`,
  ...(most === undefined ? {} : { bound: `≤ ${most}${unit && ` ${unit}`}` }),
  met: most === undefined || value <= most,
})
