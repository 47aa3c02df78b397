import { RealtimeAgent, RealtimeRunner, systemClock, tool, type ClientSecret } from '@parley/core'
import { isKnownServerEvent } from '@parley/core/protocol'
import { startLocalServer, type LocalServer, type LocalServerOptions } from '@parley/local-server'
import { createPreparedVoice } from '@parley/local-server/memory'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { createClientSecretHandler, type ClientSecretHandlerOptions } from '../src/clientSecretHandler.ts'
import type { Handler } from '../src/guardedRoute.ts'
import type { AgentSource } from '../src/sessionSource.ts'
import { STANDARD_KEY, WRONG_KEY } from './keys.ts'
import { createTestLog, errorOf, post } from './requests.ts'

const running: LocalServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.close()
})
async function start(options: LocalServerOptions = {}): Promise<LocalServer> {
  const quick = {
    detector: null,
    recognizer: null,
    voice: createPreparedVoice({ msPerCharacter: 1 }),
    pacing: { rate: 1_000 },
  }
  const server = await startLocalServer({ port: 0, ...quick, apiKeys: [STANDARD_KEY], ...options })
  running.push(server)
  return server
}

const { log, entries } = createTestLog()
const agent = new RealtimeAgent({
  name: 'Support',
  instructions: 'You help customers of a bookshop.',
  tools: [tool({ name: 'now', description: 'The time.', parameters: z.object({}), execute: () => 'noon' })],
})
const handler = (server: LocalServer, options: Partial<ClientSecretHandlerOptions & AgentSource> = {}): Handler =>
  createClientSecretHandler({ apiKey: STANDARD_KEY, baseUrl: `${server.url}/v1`, agent, log, ...options })

test('a secret from the route starts a session that is what the server said', async () => {
  const server = await start()
  const response = await handler(server)(post())
  const secret = (await response.json()) as Exclude<ClientSecret, string>
  expect(Object.keys(secret).toSorted()).toEqual(['expires_at', 'value'])
  expect(secret.value).toMatch(/^ek_/)
  expect(secret.expires_at).toBeGreaterThan(Date.now() / 1000)

  const created = Promise.withResolvers<unknown>()
  const runner = new RealtimeRunner({ startingAgent: new RealtimeAgent({ name: 'Page' }) })
  await using session = await runner.run({ modelConfig: { clientSecret: () => secret, url: `${server.url}/v1` } })
  session.on('raw_model_event', ({ data }) => {
    if (isKnownServerEvent(data) && data.type === 'session.created') created.resolve(data.session)
  })
  await session.connect()
  expect(await created.promise).toMatchObject({
    model: 'gpt-realtime-2.1',
    instructions: 'You help customers of a bookshop.',
    tools: [{ name: 'now' }],
  })
})

test('a secret starts no session once it has expired', async () => {
  let now = Date.now()
  const server = await start({ clock: { ...systemClock, now: () => now } })
  const secret = (await (await handler(server, { expiresAfter: { seconds: 10 } })(post())).json()) as { value: string }
  now += 10_001
  const runner = new RealtimeRunner({ startingAgent: agent })
  await using session = await runner.run({ modelConfig: { clientSecret: secret.value, url: `${server.url}/v1` } })
  await expect(session.connect()).rejects.toMatchObject({ name: 'ConnectionError', closeCode: 3000 })
})

test('a key or a model that the service refuses is told to the log alone', async () => {
  const server = await start()
  const wrongKey = handler(server, { apiKey: WRONG_KEY })
  expect(await errorOf(await wrongKey(post()))).toMatchObject({ status: 502, code: 'upstream_refused' })
  expect(entries.at(-1)).toMatchObject({ upstreamStatus: 401, upstreamCode: 'invalid_api_key' })
  const wrongSpeed = handler(server, { config: { modelSettings: { providerData: { temperature: 1 } } } })
  expect(await errorOf(await wrongSpeed(post()))).toMatchObject({ status: 502, code: 'upstream_refused' })
  expect(entries.at(-1)).toMatchObject({ upstreamStatus: 400, upstreamParam: 'session.temperature' })
})

test('the paths and the header of Azure work', async () => {
  const server = await start()
  const azure = handler(server, { baseUrl: `${server.url}/openai/v1`, auth: 'api-key' })
  expect((await azure(post())).status).toBe(200)
})

test.each([
  [401, 502, 'upstream_refused'],
  [403, 502, 'upstream_refused'],
  [404, 502, 'upstream_refused'],
  [429, 503, 'upstream_busy'],
  [500, 502, 'upstream_unavailable'],
  [503, 503, 'upstream_busy'],
])('the fault mode that answers %i comes out as %i %s', async (fault, status, code) => {
  const server = await start({ faults: { status: fault } })
  expect(await errorOf(await handler(server)(post()))).toMatchObject({ status, code })
  expect(entries.at(-1)).toMatchObject({ upstreamStatus: fault })
})

test('the fault mode that answers too late comes out as a timeout', async () => {
  const server = await start({ faults: { handshakeMs: 400 } })
  const mint = handler(server, { timeoutMs: 50 })
  expect(await errorOf(await mint(post()))).toMatchObject({ status: 504, code: 'upstream_timeout' })
  expect((await handler(server)(post())).status).toBe(200)
})

test('a service that is gone is answered with 502', async () => {
  const server = await start()
  const mint = handler(server)
  await running.pop()?.close()
  expect(await errorOf(await mint(post()))).toMatchObject({ status: 502, code: 'upstream_unavailable' })
  expect(entries.at(-1)?.['reason']).toContain('ECONNREFUSED')
})
