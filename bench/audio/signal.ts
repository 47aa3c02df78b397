/** What is sent to be played: a triangle between 1,000 and 30,000, one step a sample, so that nothing of it is silence. */
export function triangle(at: number): number {
  const phase = at % 58_000
  return phase < 29_000 ? 1000 + phase : 59_000 - phase
}

const clockRange = 8192

/** How old a sample is, in milliseconds, that carries the time of day as its level, one step a millisecond, good for eight seconds. */
export function ageOf(sample: number, now: number): number {
  const ms = Math.round(((sample * 32_768) / 32_767 + 16_384) / 4)
  return (now - ms + clockRange * 1e9) % clockRange
}
