/** What is sent to be played: a triangle between 1,000 and 30,000, one step a sample, so that nothing of it is silence. */
export function triangle(at: number): number {
  const phase = at % 58_000
  return phase < 29_000 ? 1000 + phase : 59_000 - phase
}

const clockRange = 8192

/** The time of day as a level of a microphone, one step a millisecond, good for eight seconds. */
const clockToLevel = (ms: number): number => ((ms % clockRange) * 4 - 16_384) / 32_768

/** How old a sample is that carries `clockToLevel`, in milliseconds. */
export function ageOf(sample: number, now: number): number {
  const ms = Math.round(((sample * 32_768) / 32_767 + 16_384) / 4)
  return (now - ms + clockRange * 1e9) % clockRange
}
