import { expect, test } from 'vitest'
import { closeToSpeech } from './closeToSpeech.ts'

const ms = (count: number) => count * 16
const tone = (length: number) => Float32Array.from({ length }, (_, i) => 0.3 * Math.sin(i / 5))
const between = (lead: number, speech: number, tail: number) => {
  const samples = new Float32Array(ms(lead + speech + tail)).map((_, i) => 0.002 * Math.sin(i))
  samples.set(tone(ms(speech)), ms(lead))
  return samples
}
const loudFrom = (samples: Float32Array) => samples.findIndex((sample) => Math.abs(sample) > 0.05)

test('silence around speech is cut to 100 ms before and 300 ms after', () => {
  const close = closeToSpeech(between(800, 400, 1200))
  expect(close).toHaveLength(ms(100 + 400 + 300))
  expect(Math.abs(loudFrom(close) - ms(100))).toBeLessThan(ms(1))
  expect(close[0]).not.toBe(0)
})

test('speech that fills everything gets the silence that is missing', () => {
  const close = closeToSpeech(tone(ms(300)))
  expect(close).toHaveLength(ms(100 + 300 + 300))
  expect(Math.abs(loudFrom(close) - ms(100))).toBeLessThan(ms(1))
})

test('silence stays what it is', () => {
  expect(closeToSpeech(new Float32Array(500))).toHaveLength(500)
  expect(closeToSpeech(new Float32Array(0))).toHaveLength(0)
})
