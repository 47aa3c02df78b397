import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeMuLaw } from '../../codec/g711.ts'
import { pcm16ToBytes } from '../../codec/pcm16.ts'
import { SampleDecoder } from './sampleDecoder.ts'

describe('the sample decoder', () => {
  test('leaves samples as they are at the wire’s rate', () => {
    const decoder = new SampleDecoder('pcm', 24_000)
    expect([...decoder.decode('a/0', pcm16ToBytes(Int16Array.of(1, -2, 3)))]).toEqual([1, -2, 3])
    expect(decoder.end('a/0')).toHaveLength(0)
  })

  test.each([
    ['pcm', 48_000, 24_000, 2],
    ['pcm', 44_100, 24_000, 2],
    ['pcmu', 24_000, 8000, 1],
    ['pcma', 48_000, 8000, 1],
  ] as const)('%s at %i Hz keeps its length to the sample, however it is cut', (codec, to, from, width) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 12 }), (cuts) => {
        const decoder = new SampleDecoder(codec, to)
        let out = 0
        for (const cut of cuts) out += decoder.decode('a/0', new Uint8Array(cut * width)).length
        out += decoder.end('a/0').length
        const total = cuts.reduce((sum, cut) => sum + cut, 0)
        expect(out).toBe(Math.round((total * to) / from))
      }),
      { numRuns: 30 },
    )
  })

  test('the loudness of G.711 survives', () => {
    const tone = Int16Array.from({ length: 1600 }, (_, i) => 12_000 * Math.sin((2 * Math.PI * 400 * i) / 8000))
    const out = new SampleDecoder('pcmu', 24_000).decode('a/0', encodeMuLaw(tone))
    expect(Math.max(...out)).toBeGreaterThan(11_300)
    expect(Math.max(...out)).toBeLessThan(12_700)
  })
})
