import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sameValue } from './sameValue.ts'

test('a value is the same as its copy, and no longer once one leaf of it is another', () => {
  const isData = fc.jsonValue({ maxDepth: 3 })
  fc.assert(fc.property(isData, (value) => sameValue(value, structuredClone(value))))
  fc.assert(
    fc.property(isData, isData, (a, b) => {
      fc.pre(JSON.stringify(a) !== JSON.stringify(b))
      expect(sameValue({ deep: [{ leaf: a }] }, { deep: [{ leaf: b }] })).toBe(sameValue(a, b))
    }),
  )
  expect(sameValue({ deep: [{ leaf: 1 }] }, { deep: [{ leaf: 2 }] })).toBe(false)
})

test('the order of keys and keys without a value do not count, lengths and functions do', () => {
  expect(sameValue({ a: 1, b: 2 }, { b: 2, a: 1, c: undefined })).toBe(true)
  expect(sameValue({ a: 1 }, { a: 1, b: null })).toBe(false)
  expect(sameValue([1, 2], [1, 2, 3])).toBe(false)
  expect(sameValue([1, 2, 3], [1, 2])).toBe(false)
  expect(sameValue({ call: () => 1 }, { call: () => 1 })).toBe(false)
  expect(sameValue(null, {})).toBe(false)
})

test('of bytes only the number counts: those of one part never change', () => {
  expect(sameValue({ audio: new Uint8Array([1, 2]) }, { audio: new Uint8Array([3, 4]) })).toBe(true)
  expect(sameValue({ audio: new Uint8Array(2) }, { audio: new Uint8Array(3) })).toBe(false)
})
