import { describe, expect, test } from 'vitest'

import { STANDARD_KEY } from '../test/keys.ts'
import { answerCall, cut, fail, garbage } from '../test/realtimeUpstream.ts'
import { errorOf, sdpOffer } from '../test/requests.ts'
import { session, startRoutes } from '../test/routes.ts'
import type { CallHandlerOptions, OpenedCall } from './callHandler.ts'

const { upstream, callRoute: handler } = await startRoutes()
const OFFER = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n'
const offer = (body = OFFER, type = 'application/sdp'): Request => sdpOffer('-', { body, type })

describe('opening a call', () => {
  test('passes the offer on with the session of the server and gives the answer back', async () => {
    upstream.script(answerCall('rtc_1'))
    const response = await handler()(offer())
    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('application/sdp')
    expect(response.headers.get('location')).toBe('/v1/realtime/calls/rtc_1')
    expect(await response.text()).toBe('v=0\r\ns=answer\r\n')
    const [hit] = upstream.hits
    expect(hit?.headers['authorization']).toBe(`Bearer ${STANDARD_KEY}`)
    const form = await new Response(hit?.body, {
      headers: { 'content-type': hit?.headers['content-type'] ?? '' },
    }).formData()
    expect(form.get('sdp')).toBe(OFFER)
    expect(JSON.parse(form.get('session') as string)).toEqual(session)
  })

  test('tells onCall which call it is, and hangs up when onCall throws', async () => {
    const calls: OpenedCall[] = []
    upstream.script(answerCall('rtc_1'), answerCall('rtc_2'), fail(200))
    await handler({ authorize: () => ({ userId: 'ada' }), onCall: (call) => void calls.push(call) })(offer())
    expect(calls).toMatchObject([{ callId: 'rtc_1', caller: { userId: 'ada' } }])
    const broken = handler({ onCall: () => Promise.reject(new Error('no sideband')) })
    expect(await errorOf(await broken(offer()))).toMatchObject({ status: 500, code: 'internal_error' })
    expect(upstream.hits.at(-1)?.path).toBe('/v1/realtime/calls/rtc_2/hangup')
  })

  test('allows a user so many calls at a time', async () => {
    const leases: OpenedCall['lease'][] = []
    upstream.script(answerCall('rtc_1'), answerCall('rtc_2'), answerCall('rtc_3'))
    const limited = handler({
      authorize: () => ({ userId: 'ada' }),
      rateLimit: { concurrentCallsPerUser: 2 },
      onCall: ({ lease }) => void leases.push(lease),
    })
    expect((await limited(offer())).status).toBe(201)
    expect((await limited(offer())).status).toBe(201)
    const refused = await limited(offer())
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500)
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'too_many_calls' })
    await leases[0]?.end()
    expect((await limited(offer())).status).toBe(201)
  })

  test('gives slot and quota back when the service does not open the call', async () => {
    const rateLimit = { concurrentCallsPerUser: 1, issuedPerUser: { limit: 1, windowSeconds: 60 } }
    const limited = handler({ rateLimit, onCall: () => {} })
    upstream.script(fail(400), answerCall('rtc_1'))
    expect((await limited(offer())).status).toBe(502)
    expect((await limited(offer())).status).toBe(201)
    expect((await limited(offer())).status).toBe(429)
  })
})

test.each([
  ['rateLimit', { rateLimit: { callMinutesPerUser: { limit: 1, windowSeconds: 60 } } }],
  ['sideband', { sideband: {} }],
  ['sideband.whenLost', { sideband: { whenLost: 'shrug' } }],
])('throws a ConfigError that names %s', (path, options) => {
  const build = () => handler(options as Partial<CallHandlerOptions>)
  expect(build).toThrow(expect.objectContaining({ name: 'ConfigError', code: 'invalid_option', path }))
})

describe('what is refused', () => {
  test.each([
    ['another content type', OFFER, 'text/plain', 415, 'content_type_not_supported'],
    ['no body', '', 'application/sdp', 400, 'body_invalid'],
    ['what is not SDP', 'hello', 'application/sdp', 400, 'body_invalid'],
    ['SDP without audio', 'v=0\r\nm=video 9 RTP 1\r\n', 'application/sdp', 400, 'body_invalid'],
    ['an endless offer', OFFER + 'a=x\r\n'.repeat(20_000), 'application/sdp', 413, 'body_too_large'],
  ] as const)('%s', async (_, body, type, status, code) => {
    expect(await errorOf(await handler()(offer(body, type)))).toMatchObject({ status, code })
    expect(upstream.hits).toHaveLength(0)
  })

  test.each([
    ['an answer without an address', answerCall(undefined), 'upstream_unavailable'],
    ['an answer that is no SDP', garbage, 'upstream_unavailable'],
    ['a 500, which may have opened a call', fail(500), 'upstream_unavailable'],
    ['a cut connection, which may have opened a call', cut, 'upstream_unavailable'],
    ['a wrong key', fail(401, { message: STANDARD_KEY }), 'upstream_refused'],
  ])('answers %s once, without asking again', async (_, behave, code) => {
    upstream.script(behave)
    expect(await errorOf(await handler()(offer()))).toMatchObject({ status: 502, code })
    expect(upstream.hits).toHaveLength(1)
  })
})
