import { createHash } from 'node:crypto'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { RealtimeAgent, tool } from '@parley/core'

import { AZURE_KEY, STANDARD_KEY } from '../test/keys.ts'
import { fail } from '../test/realtimeUpstream.ts'
import { createTestLog, errorOf, post, ROUTE } from '../test/requests.ts'
import { session, startRoutes } from '../test/routes.ts'
import { createClientSecretHandler, type ClientSecretHandlerOptions } from './clientSecretHandler.ts'
import type { Handler } from './guardedRoute.ts'

const { upstream, entries, secretRoute: handler } = await startRoutes()

describe('minting', () => {
  test('answers with the value and its expiry, and nothing else of what the service said', async () => {
    const response = await handler()(post())
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ value: 'ek_minted', expires_at: 1_900_000_000 })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-type')).toContain('application/json')
  })

  test('sends the key, the session of the server and how long the secret lives', async () => {
    await handler({ expiresAfter: { seconds: 120 }, headers: { 'openai-project': 'proj_1' } })(post())
    const [hit] = upstream.hits
    expect(hit?.path).toBe('/v1/realtime/client_secrets')
    expect(hit?.headers['authorization']).toBe(`Bearer ${STANDARD_KEY}`)
    expect(hit?.headers['openai-project']).toBe('proj_1')
    expect(JSON.parse(hit?.body ?? '')).toEqual({
      expires_after: { anchor: 'created_at', seconds: 120 },
      session,
    })
  })

  test('makes the session for the caller that authorize named', async () => {
    const mintFor = handler({
      authorize: () => ({ userId: 'u1', context: 'Ada' }),
      session: (caller) => ({ ...session, instructions: `You talk to ${String(caller?.context)}.` }),
    })
    await mintFor(post())
    expect(JSON.parse(upstream.hits[0]?.body ?? '').session.instructions).toBe('You talk to Ada.')
  })

  test('computes instructions and tools from the agent, for the caller', async () => {
    const parameters = z.object({ id: z.string() })
    const lookup = tool<typeof parameters, string>({
      name: 'lookup',
      description: 'Finds an order.',
      parameters,
      execute: () => 'found',
      isEnabled: ({ context }) => context === 'Ada',
    })
    const agent = new RealtimeAgent<string>({
      name: 'Support',
      instructions: ({ context }) => `You talk to ${context}.`,
      voice: 'ash',
      tools: [lookup],
    })
    const mintFor = (name: string): Handler =>
      createClientSecretHandler<string>({
        apiKey: STANDARD_KEY,
        baseUrl: upstream.baseUrl,
        agent,
        config: { modelSettings: { modelName: 'gpt-realtime-2.1-mini' } },
        authorize: () => ({ userId: name, context: name }),
        log: createTestLog().log,
      })
    expect((await mintFor('Ada')(post())).status).toBe(200)
    await mintFor('Bob')(post())
    const [ada, bob] = upstream.hits.map((hit) => JSON.parse(hit.body).session)
    expect(ada).toMatchObject({
      type: 'realtime',
      model: 'gpt-realtime-2.1-mini',
      instructions: 'You talk to Ada.',
      tools: [{ type: 'function', name: 'lookup' }],
      audio: { output: { voice: 'ash' } },
    })
    expect(bob).toMatchObject({ instructions: 'You talk to Bob.', tools: [] })
  })

  test('sends the digest of the safety identifier, never the id itself', async () => {
    await handler({ safetyIdentifier: () => 'user-42' })(post())
    const sent = upstream.hits[0]?.headers['openai-safety-identifier']
    expect(sent).toBe(createHash('sha256').update('user-42').digest('hex'))
    expect(JSON.stringify(upstream.hits[0])).not.toContain('user-42')
  })

  test('signs in to Azure with the api-key header, and with a bearer token where that is asked for', async () => {
    const seen: { url: string; headers: Headers }[] = []
    const fakeFetch = async (url: unknown, init: RequestInit | undefined): Promise<Response> => {
      seen.push({ url: String(url), headers: new Headers(init?.headers) })
      return Response.json({ value: 'ek_azure', expires_at: 1 })
    }
    const azure = { apiKey: AZURE_KEY, baseUrl: 'https://unit.openai.azure.com/openai/v1/', fetch: fakeFetch }
    await handler(azure)(post())
    await handler({ ...azure, apiKey: async () => AZURE_KEY, auth: 'bearer' })(post())
    expect(seen[0]?.url).toBe('https://unit.openai.azure.com/openai/v1/realtime/client_secrets')
    expect(seen[0]?.headers.get('api-key')).toBe(AZURE_KEY)
    expect(seen[0]?.headers.get('authorization')).toBeNull()
    expect(seen[1]?.headers.get('authorization')).toBe(`Bearer ${AZURE_KEY}`)
    expect(seen[1]?.headers.get('api-key')).toBeNull()
  })

  test('counts what was issued, not what failed, and says when the quota is renewed', async () => {
    const limited = handler({ rateLimit: { issuedPerUser: { limit: 1, windowSeconds: 3_600 } } })
    upstream.script(fail(400))
    expect((await limited(post())).status).toBe(502)
    expect((await limited(post())).status).toBe(200)
    const refused = await limited(post())
    expect(refused.headers.get('retry-after')).toBe('3600')
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'quota_exceeded' })
  })

  test('tells onIssue without the value, and hands nothing out when onIssue throws', async () => {
    const issued: unknown[] = []
    await handler({ onIssue: (event) => void issued.push({ ...event, request: event.request.url }) })(post())
    expect(issued).toEqual([{ caller: undefined, expiresAt: 1_900_000_000, model: 'gpt-realtime-2.1', request: ROUTE }])
    const refused = handler({ onIssue: () => Promise.reject(new Error('audit log is full')) })
    expect(await errorOf(await refused(post()))).toMatchObject({ status: 500, code: 'internal_error' })
    expect(entries.at(-1)).toMatchObject({ level: 'error', reason: 'Error: audit log is full' })
  })
})

describe('overrides', () => {
  const open = {
    allowClientOverrides: { voice: ['ash', 'marin'], language: true, speed: true, outputModalities: true },
  } as const

  test('puts what is allowed into the session and leaves the rest of it alone', async () => {
    const body = { voice: 'marin', language: 'de', speed: 1.2, outputModalities: ['text'] }
    expect((await handler(open)(post({ body }))).status).toBe(200)
    expect(JSON.parse(upstream.hits[0]?.body ?? '').session).toEqual({
      ...session,
      output_modalities: ['text'],
      audio: {
        output: { voice: 'marin', speed: 1.2 },
        input: { transcription: { model: 'gpt-transcribe', language: 'de' } },
      },
    })
  })

  test.each([
    ['a field that is not allowed', { instructions: 'Tell me everything.' }],
    ['a value that is not listed', { voice: 'echo' }],
    ['a value of the wrong kind', { speed: 'fast' }],
    ['a value out of range', { speed: 9 }],
    ['a whole session', { session: { instructions: 'x' } }],
    ['a list', ['ash']],
    ['a string', '"ash"'],
    ['null', 'null'],
    ['broken JSON', '{"voice":'],
  ])('refuses %s', async (_, body) => {
    expect(await errorOf(await handler(open)(post({ body })))).toMatchObject({ status: 400, code: 'body_invalid' })
    expect(upstream.hits).toHaveLength(0)
  })

  test('allows nothing by default', async () => {
    const error = await errorOf(await handler()(post({ body: { voice: 'ash' } })))
    expect(error.code).toBe('body_invalid')
    expect(error.message).toContain('voice')
  })
})

describe('bodies', () => {
  test('refuses other content types', async () => {
    const request = post({ body: '{}', headers: { 'content-type': 'text/plain' } })
    expect(await errorOf(await handler()(request))).toMatchObject({ status: 415, code: 'content_type_not_supported' })
  })

  test('refuses a body that says it is too large, and one that only turns out to be', async () => {
    const large = ' '.repeat(40_000)
    const stated = post({ body: large, headers: { 'content-length': '40000' } })
    expect(await errorOf(await handler()(stated))).toMatchObject({ status: 413, code: 'body_too_large' })
    let pulled = 0
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(10_000))
      },
    })
    const endless = new Request(ROUTE, { method: 'POST', body: stream, duplex: 'half' } as RequestInit)
    expect(await errorOf(await handler()(endless))).toMatchObject({ status: 413, code: 'body_too_large' })
    expect(pulled).toBeLessThan(10)
  })

  test('refuses a body that breaks off', async () => {
    const stream = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('reset')) })
    const broken = new Request(ROUTE, { method: 'POST', body: stream, duplex: 'half' } as RequestInit)
    expect(await errorOf(await handler()(broken))).toMatchObject({ status: 400, code: 'body_invalid' })
  })

  test('refuses other methods and says which one to use', async () => {
    const response = await handler()(new Request(ROUTE, { headers: { 'sec-fetch-site': 'same-origin' } }))
    expect(response.headers.get('allow')).toBe('POST')
    expect(await errorOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' })
  })
})

test('whatever is sent, the answer is one of the documented ones and the service sees allowed fields only', async () => {
  const sent: { session: Record<string, unknown> }[] = []
  const open = handler({
    allowClientOverrides: { voice: ['ash'], speed: true },
    rateLimit: false,
    fetch: async (_, init) => {
      sent.push(JSON.parse(init?.body as string) as (typeof sent)[number])
      return Response.json({ value: 'ek_1', expires_at: 1 })
    },
  })
  const field = fc.constantFrom('voice', 'speed', 'instructions', 'session', '__proto__', 'constructor', 'tools')
  const json = fc
    .dictionary(field, fc.oneof(fc.jsonValue(), fc.constantFrom('ash', 1.2)))
    .map((body) => JSON.stringify(body))
  const type = fc.constantFrom('application/json', 'application/json; charset=utf-8', 'text/plain', 'a/b;;=', '')
  await fc.assert(
    fc.asyncProperty(fc.oneof(json, fc.string(), fc.json()), type, async (body, contentType) => {
      const response = await open(post({ body, headers: { 'content-type': contentType } }))
      expect([200, 400, 415]).toContain(response.status)
      for (const { session: seen } of sent.splice(0)) {
        expect(seen).toMatchObject(session)
        expect(Object.keys(seen).filter((key) => !(key in session) && key !== 'audio')).toEqual([])
        expect([undefined, 'ash']).toContain(
          (seen['audio'] as { output?: { voice?: string } } | undefined)?.output?.voice,
        )
      }
    }),
    { numRuns: 300 },
  )
})

describe('authorize', () => {
  test('answers 401 without a user and 403 for one who may not', async () => {
    expect(await errorOf(await handler({ authorize: () => null })(post()))).toMatchObject({
      status: 401,
      code: 'not_signed_in',
    })
    const forbidden = handler({ authorize: () => Promise.resolve<false>(false) })
    expect(await errorOf(await forbidden(post()))).toMatchObject({ status: 403, code: 'not_allowed' })
    expect(upstream.hits).toHaveLength(0)
  })

  test('logs what a broken authorize said, but nothing as long as a key', async () => {
    const broken = handler({
      authorize: () => Promise.reject(new TypeError(`no session for ${STANDARD_KEY}`.replace('suite', 'other'))),
    })
    expect(await errorOf(await broken(post()))).toMatchObject({ status: 500, code: 'internal_error' })
    expect(entries.at(-1)?.['reason']).toBe('TypeError: no session for [redacted]')
  })
})

describe('options', () => {
  test.each([
    ['apiKey', { apiKey: '' }],
    ['baseUrl', { baseUrl: 'ftp://example.com' }],
    ['expiresAfter.seconds', { expiresAfter: { seconds: 5 } }],
    ['allowedOrigins.0', { allowedOrigins: ['*'] }],
    ['allowedOrigin', { allowedOrigin: ['https://a.example'] }],
    ['session', { session: { type: 'transcription' } }],
    ['agent', { agent: new RealtimeAgent({ name: 'A' }) }],
    ['allowClientOverrides.temperature', { allowClientOverrides: { temperature: true } }],
  ])('throws a ConfigError that names %s', (path, options) => {
    const build = () => handler(options as Partial<ClientSecretHandlerOptions>)
    expect(build).toThrow(expect.objectContaining({ name: 'ConfigError', code: 'invalid_option', path }))
  })
})
