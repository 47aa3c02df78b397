import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGapCounter } from './gapCounter.ts'

describe('gaps of the device', () => {
  test('are the browser’s own count where it has one: more than three within ten seconds are too many', () => {
    const look = createGapCounter()
    // What was before the first look is not recent.
    expect(look(0, 0, 50)).toBe(false)
    expect(look(500, 500, 53)).toBe(false)
    expect(look(1000, 1000, 53)).toBe(false)
    expect(look(1500, 1500, 54)).toBe(true)
    expect(look(11_600, 11_600, 54)).toBe(false)
  })

  test('that come now and then are borne', () => {
    const look = createGapCounter()
    for (let i = 0; i < 100; i++) expect(look(i * 4000, i * 4000, i)).toBe(false)
  })

  test('without a count are where the clock fell behind, and a late reading is one at most', () => {
    const look = createGapCounter()
    const late = createGapCounter()
    const said: boolean[] = []
    for (let i = 0; i < 20; i++) {
      expect(late(i * 500, i * 500 - (i % 2) * 60), 'told late every other time').toBe(false)
      said.push(look(i * 500, i * 470))
    }
    expect(said.indexOf(true)).toBe(4)
  })

  test('do not come from two clocks that drift apart', () => {
    const look = createGapCounter()
    for (let i = 0; i < 7200; i++) expect(look(i * 500, i * 500 * 0.9999)).toBe(false)
  })

  test('whatever the figures, the answer comes at once', () => {
    const figure = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1e15, -1e15, NaN, Infinity))
    fc.assert(
      fc.property(fc.array(fc.tuple(figure, figure, fc.option(figure, { nil: undefined }))), (looks) => {
        const look = createGapCounter()
        for (const [now, played, count] of looks) expect(typeof look(now, played, count)).toBe('boolean')
      }),
    )
  })
})
