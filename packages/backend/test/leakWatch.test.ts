import { expect, test } from 'vitest'

import { STANDARD_KEY } from './keys.ts'
import { watched } from './leakWatch.ts'

test('the watch notices a key in a response, in its headers, in an error and on the console', () => {
  const { counts, takeLeaks } = watched()
  const before = { ...counts }
  Response.json({ key: STANDARD_KEY })
  const withHeader = new Response('', { headers: { 'x-key': STANDARD_KEY } })
  const error = new (class extends Error {})(`bad key ${STANDARD_KEY}`)
  console.error('calling with', withHeader.headers.get('x-key'), error.name)
  expect(takeLeaks()).toHaveLength(4)
  expect(counts.responses - before.responses).toBe(2)
})
