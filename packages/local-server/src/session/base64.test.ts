import { decodeBase64 as decodePortable, encodeBase64 as encodePortable } from '@parley/core/codec'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64, encodeBase64 } from './base64.ts'

test('what is encoded here is what the portable codec makes of it, and comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(3), (bytes, offset) => {
      const view = bytes.subarray(Math.min(offset, bytes.length))
      expect(encodeBase64(view)).toBe(encodePortable(view))
      expect([...decodeBase64(encodeBase64(view))!]).toEqual([...view])
    }),
  )
})

test('nothing but standard base64 is decoded, wherever the flaw is', () => {
  const flaws = fc.constantFrom('=', '-', '_', ' ', '\n', '.', '%', 'é', '\u0000', '漢')
  fc.assert(
    fc.property(fc.base64String({ minLength: 4, maxLength: 400 }), flaws, fc.nat(), (text, flaw, at) => {
      const place = at % (text.length - 2)
      expect(decodeBase64(text.slice(0, place) + flaw + text.slice(place + 1))).toBeNull()
    }),
    { examples: [['AAAA', '=', 0]] },
  )
  expect(decodeBase64('AAA')).toBeNull()
  expect(decodeBase64('====')).toBeNull()
  expect(decodeBase64('')).toHaveLength(0)
  expect([...decodeBase64('/+8=')!]).toEqual([...decodePortable('/+8=')])
})
