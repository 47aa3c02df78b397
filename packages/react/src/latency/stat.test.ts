import { describe, expect, test } from 'vitest'
import type { Metrics, TurnTiming } from '@parley/core'
import { gradeOf, latencyStats, statOf } from './stat.ts'

const metrics = (turns: readonly TurnTiming[]): Metrics => ({ turns, underruns: 0, droppedAudioMs: 0 })

describe('statOf', () => {
  test('says nothing of nothing', () => expect(statOf([])).toBeUndefined())

  test('gives values that were measured, by nearest rank', () => {
    const values = Array.from({ length: 20 }, (_, i) => (i + 1) * 100)
    expect(statOf(values)).toEqual({ last: 2000, p50: 1000, p95: 1900, count: 20 })
    expect(statOf([300])).toEqual({ last: 300, p50: 300, p95: 300, count: 1 })
  })

  test('the last one is the last in time, not the largest', () => expect(statOf([900, 100])?.last).toBe(100))
})

describe('latencyStats', () => {
  test('counts only turns that were heard, and keeps them all to look at', () => {
    const turns = [
      { responseId: 'a' },
      { responseId: 'b', userSpeechEndAt: 1000, firstDeltaAt: 1300, firstSampleAt: 1400, toFirstAudioMs: 400 },
    ]
    expect(latencyStats(metrics(turns))).toMatchObject({
      toFirstAudio: { last: 400, count: 1 },
      turn: { last: 300, count: 1 },
      last: turns,
    })
  })

  test('has no stat before the first reply', () => {
    expect(latencyStats(metrics([]))).toEqual({ last: [] })
  })
})

test.each([
  [0, 'good'],
  [699, 'good'],
  [700, 'fair'],
  [1499, 'fair'],
  [1500, 'poor'],
])('%i ms is %s', (ms, grade) => expect(gradeOf(ms)).toBe(grade))
