import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'

import { createTestLog, errorOf, post } from '../test/requests.ts'
import { forwardedAddress, setClientAddress } from './clientAddress.ts'
import { createGuardedRoute, type GuardOptions, type Handler } from './guardedRoute.ts'
import { createMemoryRateLimit } from './rateLimit.ts'

const { log, entries } = createTestLog()
afterEach(() => void entries.splice(0))

function route(options: GuardOptions = {}, answer = async (): Promise<Response> => new Response('in')): Handler {
  return createGuardedRoute('test', { log, ...options }, answer)
}
function inProduction(): void {
  vi.stubEnv('NODE_ENV', 'production')
  onTestFinished(() => void vi.unstubAllEnvs())
}
const two = { limit: 2, windowSeconds: 60 }

describe('limits', () => {
  test('refuse an address before anybody is asked who it is', async () => {
    let asked = 0
    const limited = route({
      rateLimit: { perAddress: two },
      authorize: () => (asked++, null),
    })
    for (let n = 0; n < 5; n++) await limited(setClientAddress(post(), '10.0.0.1'))
    expect(asked).toBe(2)
    const refused = await limited(setClientAddress(post(), '10.0.0.1'))
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'rate_limited' })
    expect((await limited(setClientAddress(post(), '10.0.0.2'))).status).toBe(401)
  })

  test('follow a user from address to address', async () => {
    const limited = route({ rateLimit: { perUser: two }, authorize: () => ({ userId: 'ada' }) })
    const statuses = []
    for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) {
      statuses.push((await limited(setClientAddress(post(), address))).status)
    }
    expect(statuses).toEqual([200, 200, 429])
  })

  test('are on by default', async () => {
    const statuses = new Set<number>()
    const limited = route({ authorize: () => ({ userId: 'ada' }) })
    for (let n = 0; n < 11; n++) statuses.add((await limited(post())).status)
    expect(statuses).toEqual(new Set([200, 429]))
  })

  test('can be shared between routes, and switched off', async () => {
    const rateLimit = createMemoryRateLimit({ perAddress: { limit: 1, windowSeconds: 60 } })
    expect((await route({ rateLimit })(post())).status).toBe(200)
    expect((await route({ rateLimit })(post())).status).toBe(429)
    const off = route({ rateLimit: false })
    for (let n = 0; n < 100; n++) expect((await off(post())).status).toBe(200)
  })

  test('count users by name alone where no address is known, and strangers together', async () => {
    inProduction()
    const rateLimit = { perAddress: { limit: 1, windowSeconds: 60 } }
    const named = route({ rateLimit, authorize: () => ({ userId: crypto.randomUUID() }) })
    expect([(await named(post({ address: null }))).status, (await named(post({ address: null }))).status]).toEqual([
      200, 200,
    ])
    expect(entries.filter((entry) => entry.event === 'test.address_unknown')).toHaveLength(1)
    const open = route({ rateLimit })
    expect([(await open(post({ address: null }))).status, (await open(post({ address: null }))).status]).toEqual([
      200, 429,
    ])
  })

  test('behind proxies count by the address the nearest trusted one saw', async () => {
    const limited = route({
      rateLimit: { perAddress: { limit: 1, windowSeconds: 60 } },
      clientAddress: forwardedAddress({ trustedProxies: 1 }),
    })
    const from = (forwarded: string): Promise<Response> => limited(post({ headers: { 'x-forwarded-for': forwarded } }))
    expect((await from('1.1.1.1, 203.0.113.7')).status).toBe(200)
    expect((await from('2.2.2.2, 203.0.113.7')).status).toBe(429)
    expect((await from('203.0.113.7, 203.0.113.8')).status).toBe(200)
  })
})

describe('other origins', () => {
  const open = { allowedOrigins: ['https://app.example.com'] }
  const headers = { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' }

  test('get CORS answers when listed, also with an error', async () => {
    const response = await route({ ...open, authorize: () => null })(post({ headers }))
    expect(response.status).toBe(401)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example.com')
    expect(response.headers.get('access-control-allow-credentials')).toBe('true')
    expect(response.headers.get('vary')).toBe('Origin')
  })

  test('may ask beforehand', async () => {
    const response = await route(open)(new Request('http://app.test/', { method: 'OPTIONS', headers }))
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-methods')).toBe('POST')
    expect(response.headers.get('access-control-allow-headers')).toContain('Content-Type')
  })

  test('are refused without CORS headers when not listed, before anything is counted', async () => {
    const limited = route({ rateLimit: { perAddress: { limit: 1, windowSeconds: 60 } } })
    const forged = post({ headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } })
    const response = await limited(forged)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(await errorOf(response)).toMatchObject({ status: 403, code: 'origin_not_allowed' })
    expect((await limited(post())).status).toBe(200)
  })
})

describe('answers', () => {
  test('are never cached and carry the id of their log entry', async () => {
    const response = await route({ authorize: () => false })(post())
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('x-request-id')).toBe(entries[0]?.['requestId'])
    expect(entries).toMatchObject([{ level: 'info', event: 'test.refused', code: 'not_allowed', status: 403 }])
  })

  test('come even when the log throws', async () => {
    const broken = route({
      log: () => {
        throw new Error('disk full')
      },
      authorize: () => null,
    })
    expect((await broken(post())).status).toBe(401)
  })

  test('are a plain 500 when an answer throws what is no error', async () => {
    const odd = route({}, () => Promise.reject('a string'))
    expect(await errorOf(await odd(post()))).toMatchObject({ status: 500, code: 'internal_error' })
    expect(entries.at(-1)).toMatchObject({ level: 'error', reason: 'string: a string' })
  })
})

test.each([
  ['undefined', undefined, 401],
  ['a caller without a name', { userId: '' }, 500],
  ['true', true, 500],
])('an authorize that gives %s lets nobody in', async (_, answer, status) => {
  const careless = route({ authorize: () => answer as never }, async () => new Response('in'))
  expect((await careless(post())).status).toBe(status)
})

test('a production server without authorize says so once', () => {
  inProduction()
  route()
  route({ authorize: () => null })
  expect(entries).toMatchObject([{ level: 'warn', event: 'test.open_to_everybody' }])
})

test('the default log prints warnings and errors as JSON and leaves out what is as designed', async () => {
  const print = vi.spyOn(console, 'error')
  onTestFinished(() => print.mockRestore())
  const quiet = createGuardedRoute('test', { authorize: () => null }, async () => new Response())
  await quiet(post())
  expect(print).not.toHaveBeenCalled()
  const broken = createGuardedRoute('test', {}, () => Promise.reject(new RangeError('oops')))
  await broken(post())
  expect(JSON.parse(String(print.mock.lastCall?.[0]))).toMatchObject({
    package: '@parley/backend',
    event: 'test.refused',
    reason: 'RangeError: oops',
  })
})
