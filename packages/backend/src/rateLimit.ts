import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import { z } from 'zod'

import { checkOptions } from './options.ts'
import { Refusal, type RefusalCode } from './refusal.ts'

/** So many within a window, which starts with the first one. */
export interface Limit {
  limit: number
  windowSeconds: number
}

/** `false` switches a rule off. Callers that `authorize` does not name count by their address. */
export interface RateLimitRules {
  /** Requests, whoever makes them; counted before `authorize` runs. Default 60 in 60 s. */
  perAddress?: Limit | false
  /** Requests of one user. Default 10 in 60 s. */
  perUser?: Limit | false
  /** Client secrets issued to, and calls opened by, one user; failures do not count. Default 200 in a day. */
  issuedPerUser?: Limit | false
  /** Calls open at the same time. Applies where the server sees calls (`createCallHandler` and its sideband). Default 3. */
  concurrentCallsPerUser?: number | false
  /** Minutes of calls, each begun minute counting. Applies where a sideband is attached. Default off. */
  callMinutesPerUser?: Limit | false
}

/** A user's open call. `end` is idempotent. */
export interface CallLease {
  /** Counts one more minute; false when none is left, which is the time to hang up. */
  takeMinute(): Promise<boolean>
  end(): Promise<void>
}

/** What the handlers ask. Every method throws a `Refusal` when a limit is reached. */
export interface RateLimit {
  admitAddress(address: string): Promise<void>
  admitUser(user: string): Promise<void>
  /** Counts one issued secret or call; call the result to take it back when issuing failed. */
  countIssued(user: string): Promise<() => Promise<void>>
  openCall(user: string): Promise<CallLease>
}

/** Makes one counter; the store (memory, Redis) is its affair. `sharp`: it is also decremented, so nothing of it may be cached. */
export type LimiterFactory = (options: {
  keyPrefix: string
  points: number
  duration: number
  sharp: boolean
}) => RateLimiterAbstract

const limit = z.strictObject({ limit: z.int().positive(), windowSeconds: z.int().positive() })
export const ruleShape: z.ZodRawShape = {
  perAddress: z.union([limit, z.literal(false)]).optional(),
  perUser: z.union([limit, z.literal(false)]).optional(),
  issuedPerUser: z.union([limit, z.literal(false)]).optional(),
  concurrentCallsPerUser: z.union([z.int().positive().max(100), z.literal(false)]).optional(),
  callMinutesPerUser: z.union([limit, z.literal(false)]).optional(),
}

/** The service ends a session after 60 minutes; a slot that nobody gave back is free after that. */
const CALL_SECONDS = 3_600

/** Limits kept in this process. Several instances each count for themselves: use `createRedisRateLimit` there. */
export function createMemoryRateLimit(rules: RateLimitRules = {}): RateLimit {
  checkOptions('createMemoryRateLimit', z.strictObject(ruleShape), rules)
  return createRateLimit(rules, (options) => new RateLimiterMemory(options))
}

export function createRateLimit(
  rules: RateLimitRules,
  make: LimiterFactory,
  /** What to do when the store fails: throws a refusal, or returns to let the request pass. */
  onStoreFailure: (error: unknown) => void = unavailable,
): RateLimit {
  const counter = (name: string, rule: Limit | false, sharp: boolean): RateLimiterAbstract | undefined =>
    rule === false
      ? undefined
      : make({ keyPrefix: `parley:${name}`, points: rule.limit, duration: rule.windowSeconds, sharp })

  const addresses = counter('address', rules.perAddress ?? { limit: 60, windowSeconds: 60 }, false)
  const users = counter('user', rules.perUser ?? { limit: 10, windowSeconds: 60 }, false)
  const issued = counter('issued', rules.issuedPerUser ?? { limit: 200, windowSeconds: 86_400 }, true)
  const minutes = counter('minutes', rules.callMinutesPerUser ?? false, false)
  const slotCount = rules.concurrentCallsPerUser ?? 3
  // A counter of open calls would reset with its window while calls go on; one key a slot expires by itself.
  const slots = counter('call', slotCount === false ? false : { limit: 1, windowSeconds: CALL_SECONDS }, true)

  /** Milliseconds to wait when the limit is reached, else undefined. */
  async function take(limiter: RateLimiterAbstract | undefined, key: string): Promise<number | undefined> {
    if (!limiter) return undefined
    try {
      await limiter.consume(key)
      return undefined
    } catch (error) {
      if (error instanceof RateLimiterRes) return error.msBeforeNext
      onStoreFailure(error)
      return undefined
    }
  }

  async function takeOrRefuse(limiter: RateLimiterAbstract | undefined, key: string, code: RefusalCode): Promise<void> {
    const retryAfterMs = await take(limiter, key)
    if (retryAfterMs !== undefined) throw new Refusal(code, { retryAfterMs })
  }

  /** Giving back is a kindness: when the store fails the window ends anyway. */
  const giveBack = async (work: Promise<unknown> | undefined): Promise<void> => {
    await work?.catch(() => {})
  }

  async function takeSlot(user: string): Promise<string | undefined> {
    if (!slots || slotCount === false) return undefined
    let soonestMs = Number.POSITIVE_INFINITY
    for (let slot = 0; slot < slotCount; slot++) {
      const key = `${user}:${slot}`
      const retryAfterMs = await take(slots, key)
      if (retryAfterMs === undefined) return key
      soonestMs = Math.min(soonestMs, retryAfterMs)
    }
    throw new Refusal('too_many_calls', { retryAfterMs: soonestMs })
  }

  return {
    admitAddress: (address) => takeOrRefuse(addresses, address, 'rate_limited'),
    admitUser: (user) => takeOrRefuse(users, user, 'rate_limited'),
    async countIssued(user) {
      await takeOrRefuse(issued, user, 'quota_exceeded')
      return () => giveBack(issued?.reward(user))
    },
    async openCall(user) {
      const slot = await takeSlot(user)
      let ended = false
      const lease: CallLease = {
        takeMinute: async () => (await take(minutes, user)) === undefined,
        async end() {
          if (ended || slot === undefined) return
          ended = true
          await giveBack(slots?.delete(slot))
        },
      }
      try {
        await takeOrRefuse(minutes, user, 'quota_exceeded')
      } catch (error) {
        await lease.end()
        throw error
      }
      return lease
    },
  }
}

export function unavailable(): never {
  throw new Refusal('limits_unavailable', { retryAfterMs: 2_000 })
}
