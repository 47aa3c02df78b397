import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGapCounter } from './gapCounter.ts'

describe('gaps of the device', () => {
  test('are the browser’s own count where it has one: more than three within ten seconds are too many', () => {
    const look = createGapCounter()
    // What was before the first look is not recent.
    expect(look(0, 0, true, 50)).toBe(false)
    expect(look(500, 500, true, 53)).toBe(false)
    expect(look(1000, 1000, true, 53)).toBe(false)
    expect(look(1500, 1500, true, 54)).toBe(true)
    expect(look(11_600, 11_600, true, 54)).toBe(false)
  })

  test('that nobody could hear do not count, then or later', () => {
    const look = createGapCounter()
    for (let i = 0; i < 10; i++) expect(look(i * 500, i * 400, false, i * 5)).toBe(false)
    expect(look(5000, 4000, true, 45)).toBe(false)
    expect(look(5500, 4500, true, 49)).toBe(true)
  })

  test('that come now and then are borne', () => {
    const look = createGapCounter()
    for (let i = 0; i < 100; i++) expect(look(i * 4000, i * 4000, true, i)).toBe(false)
  })

  test('without a count are where the clock fell behind, and a late reading is one at most', () => {
    const look = createGapCounter()
    const late = createGapCounter()
    const said: boolean[] = []
    for (let i = 0; i < 20; i++) {
      expect(late(i * 500, i * 500 - (i % 2) * 60, true), 'told late every other time').toBe(false)
      said.push(look(i * 500, i * 470, true))
    }
    expect(said.indexOf(true)).toBe(4)
  })

  test('do not come from two clocks that drift apart', () => {
    const look = createGapCounter()
    for (let i = 0; i < 7200; i++) expect(look(i * 500, i * 500 * 0.9999, true)).toBe(false)
  })

  test('whatever the figures, the answer comes at once', () => {
    const figure = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1e15, -1e15, NaN, Infinity))
    fc.assert(
      fc.property(fc.array(fc.tuple(figure, figure, fc.option(figure, { nil: undefined }))), (looks) => {
        const look = createGapCounter()
        for (const [now, played, count] of looks) expect(typeof look(now, played, true, count)).toBe('boolean')
      }),
    )
  })
})
