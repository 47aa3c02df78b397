import { createManualClock } from '@parley/core/testing'
import { describe, expect, test } from 'vitest'

import { STANDARD_KEY } from '../test/keys.ts'
import { cut, fail, garbage, hang, startRealtimeUpstream, type UpstreamBehaviour } from '../test/realtimeUpstream.ts'
import { errorOf, post, ROUTE } from '../test/requests.ts'
import { startRoutes } from '../test/routes.ts'

const { upstream, entries, secretRoute: handler } = await startRoutes()

describe('trouble upstream', () => {
  const cases = [
    [
      'a wrong key',
      fail(401, { code: 'invalid_api_key', message: `Incorrect API key provided: ${STANDARD_KEY}` }),
      502,
      'upstream_refused',
    ],
    ['a bad session', fail(400, { code: 'unknown_parameter', param: 'session.foo' }), 502, 'upstream_refused'],
    ['an empty account', fail(429, { code: 'insufficient_quota' }), 503, 'upstream_busy'],
    ['a long Retry-After', fail(429, {}, { 'retry-after': '60' }), 503, 'upstream_busy'],
    ['an answer that is no secret', garbage, 502, 'upstream_unavailable'],
  ] as const
  test.each(cases)(
    'answers %s without a word of the service and without trying again',
    async (_, behave, status, code) => {
      upstream.script(behave)
      const response = await handler()(post())
      const error = await errorOf(response)
      expect(error).toMatchObject({ status, code })
      expect(error.message).not.toMatch(/Incorrect|session\.foo|html/)
      expect(upstream.hits).toHaveLength(1)
      expect(response.headers.has('retry-after')).toBe(code === 'upstream_busy')
      expect(entries.at(-1)).toMatchObject({ level: 'error', event: 'client_secret.refused', code })
    },
  )

  test('logs the code and the field the service named', async () => {
    upstream.script(
      fail(
        400,
        { code: 'unknown_parameter', param: 'session.foo', type: 'invalid_request_error' },
        { 'x-request-id': 'req_1' },
      ),
    )
    await handler()(post())
    expect(entries.at(-1)).toMatchObject({
      upstreamStatus: 400,
      upstreamCode: 'unknown_parameter',
      upstreamParam: 'session.foo',
      upstreamRequestId: 'req_1',
    })
  })

  test.each([
    ['a cut connection', cut],
    ['a 500', fail(500)],
    ['a 503', fail(503)],
    ['a 429 that names no time', fail(429)],
  ])('tries once more after %s, later, and succeeds', async (_, behave) => {
    const clock = createManualClock()
    upstream.script(behave)
    const answer = handler({ clock })(post())
    await expect.poll(() => entries.length).toBe(1)
    expect(upstream.hits).toHaveLength(1)
    await clock.advance(1_000)
    expect((await answer).status).toBe(200)
    expect(entries.map((entry) => entry.event)).toEqual(['upstream.retried', 'client_secret.issued'])
  })

  test('waits as long as a short Retry-After says', async () => {
    const clock = createManualClock()
    upstream.script(fail(429, {}, { 'retry-after': '1' }))
    const answer = handler({ clock })(post())
    await expect.poll(() => entries.length).toBe(1)
    await clock.advance(999)
    await new Promise(setImmediate)
    expect(upstream.hits).toHaveLength(1)
    await clock.advance(600)
    expect((await answer).status).toBe(200)
  })

  test('takes the key to no other address', async () => {
    await using elsewhere = await startRealtimeUpstream()
    const clock = createManualClock()
    const redirect: UpstreamBehaviour = (response) => response.writeHead(307, { location: elsewhere.baseUrl }).end()
    upstream.script(redirect, redirect)
    const answer = handler({ clock })(post())
    await expect.poll(() => entries.length).toBe(1)
    await clock.advance(1_000)
    expect(await errorOf(await answer)).toMatchObject({ status: 502, code: 'upstream_unavailable' })
    expect(elsewhere.hits).toEqual([])
  })

  test('gives up after the second failure', async () => {
    const clock = createManualClock()
    upstream.script(fail(500), fail(500))
    const answer = handler({ clock })(post())
    await expect.poll(() => entries.length).toBe(1)
    await clock.advance(1_000)
    expect(await errorOf(await answer)).toMatchObject({ status: 502, code: 'upstream_unavailable' })
    expect(upstream.hits).toHaveLength(2)
  })

  test('stops waiting for a service that hangs', async () => {
    const clock = createManualClock()
    upstream.script(hang, hang)
    const answer = handler({ clock, timeoutMs: 5_000 })(post())
    await expect.poll(() => upstream.hits.length).toBe(1)
    await clock.advance(5_000)
    await expect.poll(() => entries.length).toBe(1)
    await clock.advance(1_000)
    await expect.poll(() => upstream.hits.length).toBe(2)
    await clock.advance(5_000)
    expect(await errorOf(await answer)).toMatchObject({ status: 504, code: 'upstream_timeout' })
  })

  test('leaves the service alone when the page has gone', async () => {
    upstream.script(hang)
    const leave = new AbortController()
    const request = new Request(ROUTE, { method: 'POST', signal: leave.signal })
    const answer = handler()(request)
    await expect.poll(() => upstream.hits.length).toBe(1)
    leave.abort()
    expect((await answer).status).toBe(502)
    expect(upstream.hits).toHaveLength(1)
  })

  test('says in the log that a key cannot be one, without quoting it', async () => {
    const noKey = handler({ apiKey: () => undefined })
    expect(await errorOf(await noKey(post()))).toMatchObject({ status: 500, code: 'internal_error' })
    expect(entries.at(-1)?.['reason']).toContain('`apiKey`')
    const badKey = handler({ apiKey: `${STANDARD_KEY}\nx` })
    expect((await badKey(post())).status).toBe(500)
    expect(upstream.hits).toHaveLength(0)
  })
})
