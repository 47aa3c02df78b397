import { expect, test } from 'vitest'

import { checkOrigin } from './origin.ts'

const allowed = new Set(['https://app.example.com'])
function check(headers: Record<string, string>, url = 'http://127.0.0.1:8787/api/secret'): string | undefined {
  try {
    return checkOrigin(new Request(url, { method: 'POST', headers }), allowed) ?? 'same'
  } catch (error) {
    return (error as { code?: string }).code
  }
}

test.each([
  [
    'the browser vouches for it, also behind a proxy that rewrites Host',
    { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:5173' },
    'same',
  ],
  ['an older browser on the own host', { origin: 'http://127.0.0.1:8787' }, 'same'],
  [
    'the own host behind a proxy that ends TLS',
    { origin: 'https://voice.example.com', host: 'voice.example.com' },
    'same',
  ],
  ['no browser at all', {}, 'same'],
  ['a listed origin', { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' }, 'https://app.example.com'],
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 'origin_not_allowed'],
  ['another site in an older browser', { origin: 'https://evil.example' }, 'origin_not_allowed'],
  [
    'a sibling host of the same site',
    { origin: 'https://cdn.example.com', 'sec-fetch-site': 'same-site' },
    'origin_not_allowed',
  ],
  ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }, 'origin_not_allowed'],
  ['a listed host with another scheme', { origin: 'http://app.example.com' }, 'origin_not_allowed'],
  ['a listed origin as a prefix', { origin: 'https://app.example.com.evil.example' }, 'origin_not_allowed'],
  [
    'a forged own host from another site',
    { origin: 'http://127.0.0.1:8787', 'sec-fetch-site': 'cross-site' },
    'origin_not_allowed',
  ],
  ['a cross-site request without an origin', { 'sec-fetch-site': 'cross-site' }, 'origin_not_allowed'],
  ['a form posted by typing the address', { 'sec-fetch-site': 'none' }, 'origin_not_allowed'],
])('%s', (_, headers, expected) => {
  expect(check(headers as Record<string, string>)).toBe(expected)
})
