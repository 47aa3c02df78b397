const windowMs = 10_000
const mostGaps = 3
/** Clocks of audio devices are read in steps of up to a callback. */
const leastGapMs = 20

/**
 * Counts how often a device had to play nothing because nothing was rendered in time, while that mattered to anybody. Each
 * look says whether it was more than three times within ten seconds. `count` is the browser's own count since the beginning; without one, a gap is where
 * the context's clock has fallen behind the time of day, further than ever before.
 */
export function createGapCounter(): (now: number, playedMs: number, matters: boolean, count?: number) => boolean {
  let counted: number | undefined
  let behind: number | undefined
  let gaps: number[] = []
  return (now, playedMs, matters, count) => {
    const late = now - playedMs
    behind ??= late
    const before = counted ?? count ?? 0
    counted = count ?? before + Number(late > behind + leastGapMs)
    behind = Math.max(behind, late)
    gaps = gaps.filter((at) => now - at < windowMs)
    // A count may leap: more than enough is not counted.
    for (let i = before; matters && i < counted && gaps.length <= mostGaps; i++) gaps.push(now)
    return gaps.length > mostGaps
  }
}
