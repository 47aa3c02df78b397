import { expect, test } from 'vitest'
import { createRedactor } from './redact.ts'

const redact = createRedactor({ clientSecret: 'ek_of_this_attempt', headers: { 'api-key': '0123abcdef' } })

test.for([
  ['Incorrect API key provided: sk-proj-abcdef123456.', 'Incorrect API key provided: ***.'],
  ['ek_of_this_attempt has expired.', '*** has expired.'],
  ['The key 0123abcdef is not of this resource.', 'The key *** is not of this resource.'],
  ['Authorization: Bearer eyJhbGciOi.abc-_ was refused', 'Authorization: *** was refused'],
  ['authorization: bearer A1b2', 'authorization: ***'],
  ['Basic dXNlcjpwYXNz', '***'],
  ['openai-insecure-api-key.whatever, realtime', '***, realtime'],
])('takes the key out of: %s', ([said, left]) => {
  expect(redact(said!)).toBe(left)
})

test.for([
  'Missing bearer or basic authentication in header',
  'The basic plan allows no realtime sessions.',
  'A risk-free trial has ended.',
])('leaves alone what is no key: %s', (said) => {
  expect(redact(said)).toBe(said)
})
