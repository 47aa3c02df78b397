import { describe, expect, test } from 'vitest'
import { trimSilence } from './trimSilence.ts'

const second = 16000
/** Seconds of loudness, one after the other. */
const sound = (...parts: readonly (readonly [seconds: number, level: number])[]): Float32Array =>
  Float32Array.from(
    parts.flatMap(([seconds, level]) => Array.from({ length: seconds * second }, (_, i) => (i % 2 ? level : -level))),
  )

describe('silence around speech', () => {
  test('goes, but for a margin', () => {
    const trimmed = trimSilence(sound([6, 0.0001], [2, 0.3], [3, 0.0001]))
    expect(trimmed.length / second).toBeCloseTo(3, 1)
    expect(Math.abs(trimmed[trimmed.length >> 1]!)).toBeCloseTo(0.3)
  })

  test('stays between words, and where there is none around nothing is cut', () => {
    expect(trimSilence(sound([1, 0.3], [4, 0.0001], [1, 0.05]))).toHaveLength(6 * second)
  })

  test('alone is left as it is', () => {
    expect(trimSilence(sound([2, 0]))).toHaveLength(2 * second)
    expect(trimSilence(new Float32Array(0))).toHaveLength(0)
  })
})
