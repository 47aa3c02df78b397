import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test, vi, type TestContext } from 'vitest'

import { createManualClock } from '@parley/core/testing'

import { STANDARD_KEY } from '../test/keys.ts'
import { describeRateLimit } from '../test/rateLimit.contract.ts'
import { requireRedis, startRedis } from '../test/redisServer.ts'
import { createTestLog, errorOf, post } from '../test/requests.ts'
import { createClientSecretHandler } from './clientSecretHandler.ts'
import { createRedisRateLimit } from './redisRateLimit.ts'

const redis = await startRedis()
afterAll(async () => {
  if (typeof redis !== 'string') await redis[Symbol.asyncDispose]()
})

type Client = ReturnType<typeof createClient>
async function connect(context: TestContext): Promise<Client> {
  const client: Client = createClient({ url: requireRedis(redis, context).url })
  client.on('error', () => {})
  await client.connect()
  onTestFinished(() => client.destroy())
  return client
}

/** The server's own time cannot be moved: its keys are brought closer to their end instead. */
async function advance(client: Client, ms: number): Promise<void> {
  vi.setSystemTime(Date.now() + ms)
  for (const key of await client.keys('*')) await client.pExpire(key, Math.max(0, (await client.pTTL(key)) - ms))
}

describe.each(['redis', 'ioredis'] as const)('limits in Redis through the package %s', (name) => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())

  describeRateLimit(async (context) => {
    const client = await connect(context)
    await client.flushDb()
    const other = name === 'redis' ? client : new Redis(requireRedis(redis, context).url)
    if (other instanceof Redis) {
      await new Promise((resolve) => other.once('ready', resolve))
      onTestFinished(() => other.disconnect())
    }
    return { create: (rules) => createRedisRateLimit(other, rules), advance: (ms) => advance(client, ms) }
  })
})

test('instances share their limits', async (context) => {
  const rules = { perUser: { limit: 2, windowSeconds: 60 }, keyPrefix: 'shared' }
  const here = createRedisRateLimit(await connect(context), rules)
  const there = createRedisRateLimit(await connect(context), rules)
  await here.admitUser('ada')
  await there.admitUser('ada')
  await expect(here.admitUser('ada')).rejects.toMatchObject({ code: 'rate_limited' })
  await expect(there.admitUser('ada')).rejects.toMatchObject({ code: 'rate_limited' })
})

test('apps with another prefix do not', async (context) => {
  const client = await connect(context)
  const perUser = { limit: 1, windowSeconds: 60 }
  await createRedisRateLimit(client, { perUser, keyPrefix: 'one' }).admitUser('ada')
  await expect(createRedisRateLimit(client, { perUser, keyPrefix: 'two' }).admitUser('ada')).resolves.toBeUndefined()
})

test('a refused user is not asked about again, so a flood stays out of Redis', async (context) => {
  const client = await connect(context)
  const limits = createRedisRateLimit(client, { perUser: { limit: 1, windowSeconds: 60 }, keyPrefix: 'flood' })
  await Promise.allSettled(Array.from({ length: 50 }, () => limits.admitUser('ada')))
  await expect(limits.admitUser('ada')).rejects.toMatchObject({ code: 'rate_limited' })
  const asked = Number(await client.get('flood:user:ada'))
  await Promise.allSettled(Array.from({ length: 50 }, () => limits.admitUser('ada')))
  expect(Number(await client.get('flood:user:ada'))).toBe(asked)
})

describe('Redis down', () => {
  async function brokenRedis(context: TestContext, how: 'kill' | 'freeze') {
    requireRedis(redis, context)
    const server = await startRedis()
    if (typeof server === 'string') throw new Error(server)
    onTestFinished(() => server[Symbol.asyncDispose]())
    const client = createClient({ url: server.url, socket: { reconnectStrategy: 10_000 } })
    client.on('error', () => {})
    await client.connect()
    onTestFinished(() => client.destroy())
    await server[how]()
    if (how === 'kill') await vi.waitUntil(() => !client.isReady)
    return client
  }

  test.for(['kill', 'freeze'] as const)('refuses every request with 503 by default (%s)', async (how, context) => {
    const { log, entries } = createTestLog()
    const handler = createClientSecretHandler({
      apiKey: STANDARD_KEY,
      session: { type: 'realtime' },
      fetch: () => Promise.resolve(Response.json({ value: 'ek_1', expires_at: 1 })),
      rateLimit: createRedisRateLimit(await brokenRedis(context, how), { timeoutMs: 50 }),
      log,
    })
    const response = await handler(post())
    expect(response.headers.get('retry-after')).toBe('2')
    expect(await errorOf(response)).toMatchObject({ status: 503, code: 'limits_unavailable' })
    expect(entries).toMatchObject([{ level: 'error', event: 'client_secret.refused', code: 'limits_unavailable' }])
  })

  test('lets requests pass uncounted where the app says so', async (context) => {
    const limits = createRedisRateLimit(await brokenRedis(context, 'kill'), {
      whenDown: 'allow',
      perUser: { limit: 1, windowSeconds: 60 },
    })
    await limits.admitUser('ada')
    await limits.admitUser('ada')
    const call = await limits.openCall('ada')
    expect(await call.takeMinute()).toBe(true)
    await call.end()
  })

  test('stops waiting when Redis hangs, by the clock that was handed in', async (context) => {
    const clock = createManualClock()
    const limits = createRedisRateLimit(await brokenRedis(context, 'freeze'), { timeoutMs: 400, clock })
    const refused = limits.admitUser('ada').catch((error: unknown) => error)
    await clock.advance(400)
    expect(await refused).toMatchObject({ code: 'limits_unavailable' })
  })
})
