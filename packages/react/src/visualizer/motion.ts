/** Followers: what is drawn glides to what is true. Times in seconds. */

/** A level: 30 ms up, 180 ms down. */
export const follow = (now: number, to: number, dt: number): number =>
  now + (to - now) * (1 - Math.exp(-dt / (to > now ? 0.03 : 0.18)))

/** A pose: about 240 ms either way. */
export const glide = (now: number, to: number, dt: number, tau = 0.09): number =>
  now + (to - now) * (1 - Math.exp(-dt / tau))

export const clamp = (value: number, low = 0, high = 1): number => Math.min(high, Math.max(low, value))

/** Always the same number for the same index: bars differ without chance. */
export function grain(index: number): number {
  const value = Math.sin(index * 127.1 + 3.7) * 43758.5453
  return value - Math.floor(value)
}
