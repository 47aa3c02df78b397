import { expect, test } from 'vitest'

import { STANDARD_KEY } from './keys.ts'
import { takeLeaks, watch } from './leakWatch.ts'

test.each([
  ['a body', () => new Response(`{"key":"${STANDARD_KEY}"}`)],
  ['a body of bytes', () => new Response(new TextEncoder().encode(STANDARD_KEY))],
  ['a body made from an object', () => Response.json({ key: STANDARD_KEY })],
  ['a header', () => new Response('', { headers: new Headers({ 'x-key': STANDARD_KEY }) })],
  ['a header that is set later', () => new Response('').headers.set('x-key', STANDARD_KEY)],
  ['the message of an error', () => new RangeError(`bad key ${STANDARD_KEY}`)],
  ['an error of a class of its own', () => new (class extends Error {})(`bad key ${STANDARD_KEY}`)],
  ['a field of an error', () => Object.assign(new Error('no'), { request: { headers: { key: STANDARD_KEY } } })],
  ['the cause of an error', () => new Error('no', { cause: new Error(STANDARD_KEY) }).cause],
  ['the console', () => console.error('calling with', { key: STANDARD_KEY })],
  ['a log entry', () => watch('line', STANDARD_KEY)],
  ['a client secret in a line', () => console.info('issued ek_123')],
])('the watch notices a key in %s', (_, leak) => {
  expect(takeLeaks()).toEqual([])
  leak()
  expect(takeLeaks()).not.toEqual([])
})

test('the watch lets a client secret into a response', () => {
  expect(takeLeaks()).toEqual([])
  Response.json({ value: 'ek_123' })
  expect(takeLeaks()).toEqual([])
})
