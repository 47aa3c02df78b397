import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SampleRing } from './sampleRing.ts'

const steps = fc.array(
  fc.oneof(
    fc.record({ push: fc.integer({ min: 0, max: 90 }) }),
    fc.record({ read: fc.integer({ min: 0, max: 70 }) }),
    fc.record({ discard: fc.constant(true) }),
  ),
  { maxLength: 120 },
)

describe('the sample ring', () => {
  test('gives every sample once and in order, whatever is pushed and read, below and above its cap', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const ring = new SampleRing(16, 64)
        const model: number[] = []
        let next = 0
        let read = 0
        const got: number[] = []
        const wanted: number[] = []
        for (const step of script) {
          if ('push' in step) {
            const samples = Int16Array.from({ length: step.push }, () => next++ % 30_000)
            ring.push(samples)
            model.push(...samples)
          } else if ('read' in step) {
            const out = new Float32Array(70)
            const count = ring.readInto(out, step.read)
            got.push(...Array.from(out.subarray(0, count), (value) => value * 32768))
            wanted.push(...model.splice(0, step.read))
            read += count
          } else {
            read += model.splice(0).length
            ring.discard()
          }
          expect([ring.available, ring.read, ring.written]).toEqual([model.length, read, read + model.length])
        }
        expect(got).toEqual(wanted)
      }),
    )
  })

  test('takes an hour of speech', () => {
    const ring = new SampleRing()
    const minute = new Int16Array(24_000 * 60).fill(3)
    for (let i = 0; i < 60; i++) ring.push(minute)
    expect(ring.available).toBe(24_000 * 3600)
    const out = new Float32Array(128)
    expect(ring.readInto(out, 128)).toBe(128)
    expect(out[127]! * 32768).toBe(3)
  })
})
