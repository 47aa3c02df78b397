import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBase64Portable, encodeBase64Portable } from './base64.ts'
import {
  createResampler,
  decodeALaw,
  decodeBase64,
  decodeMuLaw,
  encodeALaw,
  encodeBase64,
  encodeMuLaw,
} from './index.ts'
import { bytesToPcm16, floatToPcm16, pcm16ToBytes, pcm16ToFloat } from './pcm16.ts'

describe('base64', () => {
  test('decode undoes encode, and the fallback agrees with the platform', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64')
        expect(encodeBase64Portable(bytes)).toBe(text)
        expect(encodeBase64(bytes)).toBe(text)
        expect([...decodeBase64Portable(text)]).toEqual([...bytes])
        expect([...decodeBase64(text)]).toEqual([...bytes])
      }),
    )
  })
  test('refuses text that is cut or outside the alphabet', () => {
    expect(() => decodeBase64Portable('AAAAA')).toThrow(SyntaxError)
    expect(() => decodeBase64Portable('A-_A')).toThrow(SyntaxError)
    expect(() => decodeBase64Portable('AA\u{1F600}A')).toThrow(SyntaxError)
  })
})

describe('pcm16', () => {
  test('samples survive the way to floats and back within one step', () => {
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 300 }), (samples) => {
        const back = floatToPcm16(pcm16ToFloat(samples))
        for (let i = 0; i < samples.length; i++) expect(Math.abs(back[i]! - samples[i]!)).toBeLessThanOrEqual(2)
      }),
    )
  })
  test('clamps what is louder than full scale', () => {
    expect([...floatToPcm16(new Float32Array([2, -2]))]).toEqual([32767, -32768])
  })
  test('reads bytes at an odd offset and leaves out an odd last byte', () => {
    const bytes = new Uint8Array([9, 1, 0, 2, 0, 7]).subarray(1)
    expect([...bytesToPcm16(bytes)]).toEqual([1, 2])
    expect([...pcm16ToBytes(new Int16Array([1, 2]))]).toEqual([1, 0, 2, 0])
  })
})

describe('g711', () => {
  test.each([
    ['mu-law', encodeMuLaw, decodeMuLaw],
    ['A-law', encodeALaw, decodeALaw],
  ] as const)('%s stays within its quantisation step and is stable when coded again', (_, encode, decode) => {
    for (let sample = -32768; sample <= 32767; sample += 7) {
      const [byte] = encode(new Int16Array([sample]))
      const [back] = decode(new Uint8Array([byte!]))
      expect(Math.abs(back! - sample)).toBeLessThanOrEqual(Math.max(16, Math.abs(sample) * 0.04 + 16))
      expect(Math.sign(back!) * Math.sign(sample)).toBeGreaterThanOrEqual(0)
      const again = decode(encode(new Int16Array([back!])))
      expect(again[0]).toBe(back)
    }
  })
  test('matches the reference values of the standard', () => {
    expect(encodeMuLaw(new Int16Array([0, -1, 32767, -32768]))).toEqual(new Uint8Array([0xff, 0x7f, 0x80, 0x00]))
    expect(encodeALaw(new Int16Array([0, -1, 32767, -32768]))).toEqual(new Uint8Array([0xd5, 0x55, 0xaa, 0x2a]))
  })
})

describe('resampler', () => {
  const tone = (hz: number, rate: number, seconds: number) =>
    Float32Array.from({ length: rate * seconds }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate))
  const rms = (x: Float32Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length)
  const db = (ratio: number) => 20 * Math.log10(Math.max(ratio, 1e-9))
  const settled = (x: Float32Array) => x.slice(500, -500)

  test.each([
    [48000, 24000],
    [24000, 16000],
    [44100, 24000],
    [16000, 24000],
    [8000, 24000],
  ])('%i to %i Hz keeps the length over time, however the input is cut', (from, to) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 5, maxLength: 30 }), (cuts) => {
        const whole = createResampler(from, to)
        const cut = createResampler(from, to)
        const total = cuts.reduce((a, b) => a + b, 0)
        const input = Float32Array.from({ length: total }, (_, i) => Math.sin(i / 7))
        const expected = whole.process(input)
        const parts: number[] = []
        let at = 0
        for (const size of cuts) {
          parts.push(...cut.process(input.subarray(at, at + size)))
          at += size
        }
        expect(Math.abs(expected.length - (total * to) / from)).toBeLessThanOrEqual(Math.ceil(to / from) + 1)
        expect(parts.length).toBe(expected.length)
        expect(parts.findIndex((value, i) => !(Math.abs(value - expected[i]!) < 5e-6))).toBe(-1)
      }),
      { numRuns: 20 },
    )
  })
  test('48 to 24 kHz removes what would alias and keeps what is heard', () => {
    for (const [hz, most] of [
      [13500, -45],
      [15000, -75],
      [18000, -75],
    ] as const) {
      const out = settled(createResampler(48000, 24000).process(tone(hz, 48000, 0.5)))
      expect(db(rms(out) / Math.SQRT1_2), `${hz} Hz`).toBeLessThan(most)
    }
    const kept = settled(createResampler(48000, 24000).process(tone(8000, 48000, 0.5)))
    expect(db(rms(kept) / Math.SQRT1_2)).toBeGreaterThan(-0.2)
  })
})
