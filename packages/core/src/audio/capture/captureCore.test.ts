import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesToPcm16 } from '../../codec/pcm16.ts'
import { CaptureCore } from './captureCore.ts'
import type { CaptureOptions, FromCapture } from './captureMessages.ts'

function setUp(options: Partial<CaptureOptions> = {}, sampleRate = 24_000) {
  const told: FromCapture[] = []
  const core = new CaptureCore(sampleRate, { codec: 'pcm', muted: false, ...options }, (message) => told.push(message))
  const chunks = () => told.flatMap((message) => (message.type === 'chunk' ? [message.bytes] : []))
  const sound = (ms: number, value: (i: number) => number = () => 0.5) => {
    const total = (sampleRate * ms) / 1000
    for (let at = 0; at < total; at += 128) {
      core.process(Float32Array.from({ length: Math.min(128, total - at) }, (_, i) => value(at + i)))
    }
  }
  return { core, told, chunks, sound, samples: () => chunks().flatMap((bytes) => [...bytesToPcm16(bytes)]) }
}

describe('the capture core', () => {
  test('cuts any sequence of blocks into 20 ms chunks that join to the input', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 40 }), (blocks) => {
        const { core, chunks, samples } = setUp()
        let next = 0
        for (const size of blocks) core.process(Float32Array.from({ length: size }, () => (next++ % 30_000) / 32767))
        const whole = Math.floor(next / 480)
        expect(chunks().map((bytes) => bytes.length)).toEqual(Array.from({ length: whole }, () => 960))
        const joined = samples()
        for (let i = 0; i < joined.length; i++) expect(Math.abs(joined[i]! - (i % 30_000))).toBeLessThanOrEqual(1)
      }),
    )
  })

  test.each([
    ['pcm', 48_000, 960],
    ['pcm', 44_100, 960],
    ['pcmu', 24_000, 160],
    ['pcma', 48_000, 160],
  ] as const)('%s from %i Hz comes as 50 chunks of the right size a second', (codec, rate, size) => {
    const { chunks, sound } = setUp({ codec }, rate)
    sound(1000)
    expect(chunks().length).toBeGreaterThanOrEqual(49)
    expect(chunks().length).toBeLessThanOrEqual(50)
    expect(new Set(chunks().map((bytes) => bytes.length))).toEqual(new Set([size]))
  })

  test('muting fades within 5 ms, completes the chunk with silence and then gives nothing', () => {
    const { core, chunks, sound, samples } = setUp()
    sound(50)
    core.handle({ type: 'mute', muted: true })
    sound(500)
    expect(chunks()).toHaveLength(3)
    const all = samples()
    expect(all[1199]).toBeGreaterThan(16_000)
    expect(all.slice(1200 + 125).every((value) => value === 0)).toBe(true)
    const steepest = all.reduce((most, value, i) => (i === 0 ? 0 : Math.max(most, Math.abs(value - all[i - 1]!))), 0)
    expect(steepest).toBeLessThan(16_384 / 100)
    core.handle({ type: 'mute', muted: false })
    sound(100)
    expect(chunks()).toHaveLength(8)
    expect(Math.abs(samples()[1440]!)).toBeLessThan(300)
  })

  test('muted from the start gives nothing at all', () => {
    const { chunks, sound } = setUp({ muted: true })
    sound(500)
    expect(chunks()).toEqual([])
  })

  test('clamps what is too loud', () => {
    const { sound, samples } = setUp()
    sound(20, (i) => (i % 2 === 0 ? 9 : -9))
    expect(samples().slice(0, 2)).toEqual([32_767, -32_768])
  })

  test('levels are told only while somebody listens, and are nothing while muted', () => {
    const { core, told, sound } = setUp()
    const levels = () => told.flatMap((message) => (message.type === 'level' ? [message.peak] : []))
    sound(200)
    expect(levels()).toEqual([])
    core.handle({ type: 'meter', on: true })
    sound(200)
    expect(levels().at(-1)).toBeCloseTo(0.5)
    core.handle({ type: 'mute', muted: true })
    sound(100)
    expect(levels().at(-1)).toBe(0)
  })

  test('what is no number neither stays in the level nor deafens', () => {
    const { core, told, sound, samples } = setUp()
    core.handle({ type: 'meter', on: true })
    sound(200, () => NaN)
    sound(200, () => Infinity)
    sound(500, (i) => 0.2 * Math.sin(i / 5))
    const levels = told.flatMap((message) => (message.type === 'level' ? [message.rms, message.peak] : []))
    expect(levels.every((value) => value >= 0)).toBe(true)
    expect(levels.at(-2)).toBeCloseTo(0.2 * Math.SQRT1_2, 2)
    expect(
      samples()
        .slice(0, 4800)
        .every((value) => value === 0),
    ).toBe(true)
    sound(1000, () => 0)
    sound(500, (i) => 0.2 * Math.sin(i / 5))
    expect(told.filter((message) => message.type === 'speaking').at(-1)).toEqual({ type: 'speaking', speaking: true })
  })

  test('notices speech also while muted, and a device that gives nothing', () => {
    const { core, told, sound } = setUp()
    const notes = () => told.filter((message) => message.type === 'speaking' || message.type === 'silent')
    core.handle({ type: 'mute', muted: true })
    sound(1000, (i) => 0.002 * Math.sin(i / 5))
    expect(notes()).toEqual([])
    sound(500, (i) => 0.2 * Math.sin(i / 5))
    expect(notes()).toEqual([{ type: 'speaking', speaking: true }])
    sound(20_000, () => 0)
    expect(notes().slice(1)).toEqual([{ type: 'speaking', speaking: false }])
    sound(14_000, () => 0)
    expect(notes().at(-1)).toEqual({ type: 'silent', silent: true, ms: 30_000 })
    sound(100, (i) => 0.002 * Math.sin(i / 5))
    expect(notes().at(-1)).toMatchObject({ type: 'silent', silent: false })
  })

  test('a device that never gave anything is said to be silent after three seconds', () => {
    const { told, sound } = setUp()
    const notes = () => told.filter((message) => message.type === 'silent')
    sound(2900, () => 0)
    expect(notes()).toEqual([])
    sound(500, () => 0)
    expect(notes()).toEqual([{ type: 'silent', silent: true, ms: 3_000 }])
  })
})
