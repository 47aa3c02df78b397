import { createResampler } from '@parley/core/codec'

/** How much of a tone is left after 48 to 24 kHz, in decibels. */
export function left(hz: number): number {
  const input = Float32Array.from({ length: 48_000 }, (_, i) => Math.sin((2 * Math.PI * hz * i) / 48_000))
  const out = createResampler(48_000, 24_000).process(input).subarray(500, -500)
  const rms = Math.sqrt(out.reduce((sum, value) => sum + value * value, 0) / out.length)
  return 20 * Math.log10(Math.max(rms / Math.SQRT1_2, 1e-9))
}
