import { describe, expect, test } from 'vitest'
import { renderPlayback } from '../renderOffline.browser.ts'
import type { ToPlayback } from './playbackMessages.ts'

const ramp = (from: number, length: number) => Int16Array.from({ length }, (_, i) => from + i)
const floats = (samples: Int16Array) => Array.from(samples, (value) => Math.fround(value / 32768))
const audio = (samples: Int16Array, itemId = 'a', generation = 0): ToPlayback => ({
  type: 'audio',
  generation,
  itemId,
  contentIndex: 0,
  samples,
})
const end = (itemId = 'a'): ToPlayback => ({ type: 'end', itemId, contentIndex: 0 })

describe('the playback processor, sample for sample', () => {
  test('plays an item to its last sample', async () => {
    const samples = ramp(1000, 1000)
    const { out, told } = await renderPlayback(2560, { 0: [audio(samples), end()] })
    expect(Array.from(out.subarray(72, 928))).toEqual(floats(samples.subarray(72, 928)))
    expect(Array.from(out.subarray(1000))).toEqual(Array.from({ length: 1560 }, () => 0))
    expect(told.filter((message) => message.type !== 'position')).toEqual([
      { type: 'started', itemId: 'a', contentIndex: 0 },
      { type: 'drained', itemId: 'a', contentIndex: 0, frames: 1000 },
    ])
  })

  test('plays two items without a seam', async () => {
    const { out, told } = await renderPlayback(2560, {
      0: [audio(ramp(1000, 500)), end(), audio(ramp(1500, 500), 'b'), end('b')],
    })
    expect(Array.from(out.subarray(72, 928))).toEqual(floats(ramp(1072, 856)))
    expect(
      told.filter((message) => message.type === 'drained').map((message) => [message.itemId, message.frames]),
    ).toEqual([
      ['a', 500],
      ['b', 500],
    ])
  })

  test('a flush fades within one quantum, and tells what was heard of each item', async () => {
    const { out, told } = await renderPlayback(2560, {
      0: [audio(ramp(10_000, 5000)), end(), audio(ramp(0, 100), 'b'), end('b')],
      1024: [{ type: 'flush', generation: 1 }],
    })
    expect(Array.from(out.subarray(72, 1024))).toEqual(floats(ramp(10_072, 952)))
    for (let i = 1024; i < 1152; i++) {
      expect(out[i]!, `frame ${i}`).toBeCloseTo(((10_000 + i) / 32768) * (1 - (i - 1023) / 128), 4)
    }
    expect(out.subarray(1151).every((value) => value === 0)).toBe(true)
    expect(told.find((message) => message.type === 'flushed')).toEqual({
      type: 'flushed',
      generation: 1,
      items: [
        { itemId: 'a', contentIndex: 0, frames: 1024 },
        { itemId: 'b', contentIndex: 0, frames: 0 },
      ],
    })
  })

  test('nothing of a flushed generation is played when it comes late', async () => {
    const { out } = await renderPlayback(2560, {
      0: [audio(ramp(10_000, 500)), end()],
      1024: [{ type: 'flush', generation: 1 }, audio(ramp(20_000, 500), 'a', 0), end()],
    })
    expect(out.subarray(1024).every((value) => value === 0)).toBe(true)
  })

  test('what comes right after a flush is played, on top of the fade', async () => {
    const { out } = await renderPlayback(2560, {
      0: [audio(ramp(10_000, 5000))],
      1024: [{ type: 'flush', generation: 1 }, audio(ramp(2000, 1000), 'b', 1), end('b')],
    })
    expect(Array.from(out.subarray(1152, 1900))).toEqual(floats(ramp(2128, 748)))
  })

  test('the output latency is taken off what was heard', async () => {
    const { told } = await renderPlayback(2560, {
      0: [{ type: 'latency', frames: 600 }, audio(ramp(0, 5000)), end()],
      1024: [{ type: 'flush', generation: 1 }],
    })
    expect(told.find((message) => message.type === 'flushed')).toMatchObject({ items: [{ frames: 424 }] })
  })

  test('running dry makes no step, and is told when audio comes again', async () => {
    const loud = Int16Array.from({ length: 3000 }, () => 16_000)
    const { out, told } = await renderPlayback(24_576, { 0: [audio(loud)], 12_800: [audio(loud), end()] })
    let steepest = 0
    for (let i = 1; i < out.length; i++) steepest = Math.max(steepest, Math.abs(out[i]! - out[i - 1]!))
    expect(steepest).toBeLessThan(0.49 / 70)
    expect(out.some((value) => value > 0.48)).toBe(true)
    const underrun = told.find((message) => message.type === 'underrun')
    expect(underrun).toBeDefined()
    expect(told.at(-1)).toEqual({ type: 'drained', itemId: 'a', contentIndex: 0, frames: 6000 })
  })
})
