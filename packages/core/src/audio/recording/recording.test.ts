import { describe, expect, test } from 'vitest'
import { Interleaver } from './interleaver.ts'
import { wavHeader } from './wav.ts'

describe('the WAV header', () => {
  test('says what follows it', () => {
    const header = wavHeader({ dataBytes: 96_000, sampleRate: 24_000, channels: 2 })
    const view = new DataView(header.buffer)
    expect(new TextDecoder().decode(header.subarray(0, 4))).toBe('RIFF')
    expect(new TextDecoder().decode(header.subarray(8, 16))).toBe('WAVEfmt ')
    expect(view.getUint32(4, true)).toBe(96_036)
    expect([view.getUint16(22, true), view.getUint32(24, true), view.getUint32(28, true)]).toEqual([2, 24_000, 96_000])
    expect(view.getUint32(40, true)).toBe(96_000)
  })

  test('caps what it cannot say', () => {
    const view = new DataView(wavHeader({ dataBytes: 1e12, sampleRate: 48_000, channels: 2 }).buffer)
    expect(view.getUint32(4, true)).toBe(0xffff_ffff)
  })
})

describe('the interleaver', () => {
  test('joins channels frame by frame, silence where one is missing, and clamps', () => {
    const blocks: number[][] = []
    const interleaver = new Interleaver(2, (block) => blocks.push([...block]), 2)
    interleaver.push([Float32Array.of(0.5, 2, -2), undefined], 3)
    interleaver.flush()
    interleaver.flush()
    expect(blocks).toEqual([
      [16_383, 0, 32_767, 0],
      [-32_768, 0],
    ])
  })
})
