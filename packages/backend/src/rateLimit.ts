import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
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
  /** Calls open at the same time, where the server learns of their end: `createCallHandler` with `sideband` or `onCall`. Default off. */
  concurrentCallsPerUser?: number | false
  /** Minutes of calls, each begun minute counting, where a sideband counts them. Default off. */
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

/** One rule's counters by key: `consume` rejects with a `RateLimiterRes` when the limit is reached, with anything else when the store fails. */
interface Counter {
  consume(key: string): Promise<unknown>
  reward(key: string): Promise<unknown>
  delete(key: string): Promise<unknown>
}
interface CounterOptions {
  name: string
  points: number
  /** Seconds. */
  duration: number
  /** It only ever counts up, so a refusal may be remembered outside the store until its window ends. */
  cacheable: boolean
}

/** A timer cannot be longer, and the limits in memory are made of timers; Redis has no such bound. */
const MAX_TIMER_SECONDS = 2_147_483

export function ruleShape(maxWindowSeconds: number = MAX_TIMER_SECONDS): z.ZodRawShape {
  const limit = z.strictObject({ limit: z.int().positive(), windowSeconds: z.int().positive().max(maxWindowSeconds) })
  const rule = z.union([limit, z.literal(false)]).optional()
  return {
    perAddress: rule,
    perUser: rule,
    issuedPerUser: rule,
    concurrentCallsPerUser: z.union([z.int().positive().max(100), z.literal(false)]).optional(),
    callMinutesPerUser: rule,
  }
}

/** The service ends a session after 60 minutes; a slot that nobody gave back is free after that. */
const CALL_SECONDS = 3_600

/** Limits kept in this process. Several instances each count for themselves: use `createRedisRateLimit` there. */
export function createMemoryRateLimit(rules: RateLimitRules = {}): RateLimit {
  checkOptions('createMemoryRateLimit', z.strictObject(ruleShape()), rules)
  return createRateLimit(
    rules,
    ({ name, points, duration }) => new RateLimiterMemory({ keyPrefix: name, points, duration }),
  )
}

export function createRateLimit(
  rules: RateLimitRules,
  make: (options: CounterOptions) => Counter,
  /** What to do when the store fails: throws a refusal, or returns to let the request pass. */
  onStoreFailure: (error: unknown) => void = unavailable,
): RateLimit {
  const counter = (name: string, rule: Limit | false, cacheable: boolean): Counter | undefined =>
    rule === false ? undefined : make({ name, points: rule.limit, duration: rule.windowSeconds, cacheable })

  const addresses = counter('address', rules.perAddress ?? { limit: 60, windowSeconds: 60 }, true)
  const users = counter('user', rules.perUser ?? { limit: 10, windowSeconds: 60 }, true)
  const issued = counter('issued', rules.issuedPerUser ?? { limit: 200, windowSeconds: 86_400 }, false)
  const minutes = counter('minutes', rules.callMinutesPerUser ?? false, true)
  const slotCount = rules.concurrentCallsPerUser ?? false
  // A counter of open calls would reset with its window while calls go on; one key a slot expires by itself.
  const slots = counter('call', slotCount === false ? false : { limit: 1, windowSeconds: CALL_SECONDS }, false)

  /** Milliseconds to wait when the limit is reached, else undefined. */
  async function take(limiter: Counter | undefined, key: string): Promise<number | undefined> {
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

  async function takeOrRefuse(limiter: Counter | undefined, key: string, code: RefusalCode): Promise<void> {
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
      const takeBack = (): Promise<void> => giveBack(issued?.reward(user))
      const retryAfterMs = await take(issued, user)
      if (retryAfterMs === undefined) return takeBack
      await takeBack()
      throw new Refusal('quota_exceeded', { retryAfterMs })
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
