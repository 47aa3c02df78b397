import { systemClock, type Clock } from '@parley/core'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import { z } from 'zod'

import { checkOptions, fn } from './options.ts'
import { createRateLimit, ruleShape, unavailable, type RateLimit, type RateLimitRules } from './rateLimit.ts'

/** A connected client of the package `redis` (4 or later), or of `ioredis`. Connecting, credentials and errors are the app's. */
export interface RedisClient {
  eval: (...args: never[]) => unknown
  del: (...args: never[]) => unknown
}

export interface RedisRateLimitOptions extends RateLimitRules {
  /** What to do when Redis cannot be asked: `refuse` every request with 503 (default), or `allow` them uncounted. */
  whenDown?: 'refuse' | 'allow'
  /** How long Redis may take. Default 500. */
  timeoutMs?: number
  /** Default `parley`. Apps that share a Redis but not their limits use one each. */
  keyPrefix?: string
  clock?: Clock
}

const optionsSchema = z.strictObject({
  ...ruleShape(Number.MAX_SAFE_INTEGER),
  whenDown: z.enum(['refuse', 'allow'], 'must be "refuse" or "allow"').optional(),
  timeoutMs: z.number().positive().optional(),
  keyPrefix: z.string().min(1).optional(),
  clock: z.object({ now: fn(), setTimeout: fn() }).optional(),
})

/** Limits that several instances of the app share: `createClientSecretHandler({ …, rateLimit: createRedisRateLimit(client) })`. */
export function createRedisRateLimit(client: RedisClient, options: RedisRateLimitOptions = {}): RateLimit {
  checkOptions('createRedisRateLimit', optionsSchema, options)
  const { whenDown = 'refuse', timeoutMs = 500, keyPrefix = 'parley', clock = systemClock, ...rules } = options
  // ioredis takes its arguments in a row, the `redis` package in objects.
  const useRedisPackage = !('defineCommand' in client)

  return createRateLimit(
    rules,
    ({ name, points, duration, cacheable }) => {
      const limiter = new RateLimiterRedis({
        storeClient: client,
        useRedisPackage,
        keyPrefix: `${keyPrefix}:${name}`,
        points,
        duration,
        rejectIfRedisNotReady: true,
        // A flood of refused requests stays out of Redis.
        ...(cacheable ? { inMemoryBlockOnConsumed: points + 1 } : {}),
      })
      return {
        consume: (key) => within(timeoutMs, clock, limiter.consume(key)),
        reward: (key) => within(timeoutMs, clock, limiter.reward(key)),
        delete: (key) => within(timeoutMs, clock, limiter.delete(key)),
      }
    },
    whenDown === 'allow' ? () => {} : unavailable,
  )
}

/** A connection that hangs counts as one that is down. */
async function within<T>(ms: number, clock: Clock, work: Promise<T>): Promise<T> {
  let cancel = (): void => {}
  const timeout = new Promise<never>((_, reject) => {
    cancel = clock.setTimeout(() => reject(new Error(`Redis did not answer within ${ms} ms.`)), ms)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    cancel()
  }
}
