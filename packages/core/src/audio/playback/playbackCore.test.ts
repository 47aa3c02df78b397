import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PlaybackCore } from './playbackCore.ts'
import type { FromPlayback } from './playbackMessages.ts'

const rate = 24_000
const quantum = 128

/** A processor with a render clock moved by hand. */
function setUp() {
  const told: FromPlayback[] = []
  const core = new PlaybackCore(rate, (message) => told.push(structuredClone(message)))
  const rendered: number[] = []
  let time = 0
  return {
    told,
    rendered,
    of: <T extends FromPlayback['type']>(type: T) =>
      told.filter((message): message is Extract<FromPlayback, { type: T }> => message.type === type),
    play: (samples: Int16Array, itemId = 'a', generation = 0) =>
      core.handle({ type: 'audio', generation, itemId, contentIndex: 0, samples }, time),
    end: (itemId = 'a') => core.handle({ type: 'end', itemId, contentIndex: 0 }, time),
    flush: (generation: number) => core.handle({ type: 'flush', generation }, time),
    latency: (frames: number) => core.handle({ type: 'latency', frames }, time),
    stall: (frames: number) => core.handle({ type: 'stall', frames }, time),
    run: (frames: number) => {
      const out = new Float32Array(quantum)
      for (let done = 0; done < frames; done += quantum) {
        core.render(out, time)
        rendered.push(...out)
        time += quantum
      }
    },
  }
}
const constant = (length: number, value = 16_384) => new Int16Array(length).fill(value)
const steepest = (samples: number[]) =>
  samples.reduce((most, value, i) => (i === 0 ? 0 : Math.max(most, Math.abs(value - samples[i - 1]!))), 0)

describe('the playback core', () => {
  test('plays every sample once and in order, however chunks are cut and delayed', () => {
    const chunk = fc.record({ frames: fc.integer({ min: 0, max: 1500 }), waitMs: fc.integer({ min: 0, max: 400 }) })
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 20 }), (chunks) => {
        const { told, rendered, play, end, run, of } = setUp()
        let next = 1000
        for (const { frames, waitMs } of chunks) {
          play(Int16Array.from({ length: frames }, () => next++))
          run((waitMs * rate) / 1000)
        }
        end()
        run(rate * 4)
        const total = next - 1000
        expect(of('drained').map((message) => message.frames)).toEqual([total])
        // The declick changes loudness near gaps, never the order: what has its full loudness is the input, rising by one.
        const values = rendered.map((value) => value * 32768)
        const exact = values.filter((value, i) => value >= 1000 && values[i + 1] === value + 1)
        expect(
          exact.findIndex((value, i) => i > 0 && value <= exact[i - 1]!),
          'no sample twice or out of order',
        ).toBe(-1)
        expect(exact.length).toBeGreaterThanOrEqual(total - 2 * 74 * (chunks.length + 1))
        expect(told.filter((message) => message.type === 'started')).toHaveLength(total > 0 ? 1 : 0)
      }),
      { numRuns: 40 },
    )
  })

  test('no jitter makes a step above the declick threshold', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 20, max: 700 }), { minLength: 10, maxLength: 40 }), (waits) => {
        const { rendered, play, end, run } = setUp()
        for (const waitMs of waits) {
          play(constant(2400))
          run((waitMs * rate) / 1000)
        }
        end()
        run(rate)
        expect(steepest(rendered)).toBeLessThanOrEqual(0.5 / 72 + 1e-6)
      }),
      { numRuns: 30 },
    )
  })

  test('a short item without an end is played after the waiting time', () => {
    const { play, run, of } = setUp()
    play(constant(480))
    run(rate / 10)
    expect(of('started')).toHaveLength(1)
  })

  test('an end releases what waits at once', () => {
    const { play, end, run, of, rendered } = setUp()
    play(constant(480))
    end()
    run(quantum)
    expect(of('started')).toHaveLength(1)
    expect(rendered[100]).toBe(0.5)
  })

  test('silence between two items is no underrun', () => {
    const { play, run, of } = setUp()
    play(constant(4800), 'a')
    run(rate)
    play(constant(4800), 'b')
    run(rate)
    expect(of('underrun')).toEqual([])
    expect(of('started').map((message) => message.itemId)).toEqual(['a', 'b'])
  })

  test('an underrun says how long nothing could be played', () => {
    const { play, end, run, of } = setUp()
    play(constant(4800))
    run(12_800)
    play(constant(24_000))
    end()
    run(rate * 2)
    expect(of('underrun')).toEqual([{ type: 'underrun', frames: expect.any(Number) as number }])
    const [gap] = of('underrun')
    expect(gap!.frames).toBeGreaterThan(2000)
    expect(gap!.frames).toBeLessThanOrEqual(12_800 - 4800 - 5280)
  })

  test('answers every flush, also of an empty queue, and counts only what was heard', () => {
    const { play, run, flush, latency, of } = setUp()
    latency(240)
    flush(1)
    play(constant(9600), 'a', 1)
    play(constant(9600), 'b', 1)
    run(quantum * 50)
    flush(2)
    flush(3)
    expect(of('flushed')).toEqual([
      { type: 'flushed', generation: 1, items: [] },
      {
        type: 'flushed',
        generation: 2,
        items: [
          { itemId: 'a', contentIndex: 0, frames: quantum * 50 - 240 },
          { itemId: 'b', contentIndex: 0, frames: 0 },
        ],
      },
      { type: 'flushed', generation: 3, items: [] },
    ])
  })

  test('an old chunk that comes after a flush is never heard', () => {
    const { play, run, flush, rendered } = setUp()
    flush(1)
    play(constant(2400), 'a', 0)
    run(rate)
    expect(rendered.every((value) => value === 0)).toBe(true)
  })

  test('a thousand deltas at once are played to the end', () => {
    const { play, end, run, of } = setUp()
    for (let i = 0; i < 1000; i++) play(constant(240))
    end()
    run(rate * 11)
    expect(of('drained')).toEqual([{ type: 'drained', itemId: 'a', contentIndex: 0, frames: 240_000 }])
    expect(of('underrun')).toEqual([])
  })

  test.each([NaN, Infinity, -5000, 1e9])(
    'an output latency of %d frames is not believed: items still come to an end',
    (frames) => {
      const { play, end, run, latency, of } = setUp()
      latency(frames)
      play(constant(2400))
      end()
      run(rate / 2)
      expect(of('drained')).toEqual([{ type: 'drained', itemId: 'a', contentIndex: 0, frames: 2400 }])
    },
  )

  test('the two seconds of a wireless loudspeaker are believed, and counted to the frame', () => {
    const { play, run, latency, flush, of } = setUp()
    latency(rate * 2)
    play(constant(rate * 10))
    run(quantum * 1000)
    flush(1)
    expect(of('flushed')[0]!.items).toEqual([{ itemId: 'a', contentIndex: 0, frames: quantum * 1000 - rate * 2 }])
  })

  test('pauses of what delivers are bridged from the second one on, and nonsense is not waited for', () => {
    const first = (stalls: number[]): number => {
      const { play, run, stall, rendered } = setUp()
      for (const frames of stalls) stall(frames)
      for (let i = 0; i < 5; i++) {
        play(constant(2400))
        run(2400)
      }
      return rendered.findIndex((value) => value !== 0) / (rate / 1000)
    }
    const calm = first([])
    expect(first([NaN, -1, NaN, -1])).toBe(calm)
    expect(first([4800])).toBe(calm)
    expect(first([4800, 4800])).toBeGreaterThan(calm + 80)
  })

  test('tells the position every 50 ms while it sounds, and nothing while it does not', () => {
    const { play, end, run, of } = setUp()
    run(rate)
    expect(of('position')).toEqual([])
    play(constant(rate))
    end()
    run(rate * 3)
    expect(of('position').length).toBeGreaterThanOrEqual(18)
    expect(of('position').length).toBeLessThanOrEqual(21)
  })
})
