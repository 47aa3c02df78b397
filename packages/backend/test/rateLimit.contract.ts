import { expect, test, type TestContext } from 'vitest'

import type { RateLimit, RateLimitRules } from '../src/rateLimit.ts'

export interface RateLimitHarness {
  /** Limits with a store of their own. */
  create(rules: RateLimitRules): RateLimit
  /** Lets the windows move on. */
  advance(ms: number): Promise<void>
}

/** What every store must do; run once for memory and once for a real Redis. */
export function describeRateLimit(harnessFor: (context: TestContext) => Promise<RateLimitHarness>): void {
  const three = { limit: 3, windowSeconds: 60 }

  test('lets as many through as the rule says, then says how long to wait', async (context) => {
    const limits = (await harnessFor(context)).create({ perUser: three })
    for (let n = 0; n < 3; n++) await limits.admitUser('ada')
    await expect(limits.admitUser('ada')).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 60 })
    await limits.admitUser('bob')
  })

  test('counts addresses and users apart', async (context) => {
    const limits = (await harnessFor(context)).create({ perUser: three, perAddress: { limit: 1, windowSeconds: 60 } })
    await limits.admitAddress('x')
    await expect(limits.admitAddress('x')).rejects.toMatchObject({ code: 'rate_limited' })
    await limits.admitUser('x')
  })

  test('starts afresh when the window is over', async (context) => {
    const harness = await harnessFor(context)
    const limits = harness.create({ perUser: three })
    for (let n = 0; n < 3; n++) await limits.admitUser('ada')
    await harness.advance(30_000)
    await expect(limits.admitUser('ada')).rejects.toMatchObject({ retryAfterSeconds: 30 })
    await harness.advance(30_001)
    await limits.admitUser('ada')
  })

  test('never lets more through when requests come all at once', async (context) => {
    const limits = (await harnessFor(context)).create({ perUser: three })
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => limits.admitUser('ada')))
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(3)
  })

  test('takes back what was not issued, so that failures do not eat the quota', async (context) => {
    const limits = (await harnessFor(context)).create({ issuedPerUser: { limit: 2, windowSeconds: 60 } })
    await limits.countIssued('ada')
    const takeBack = await limits.countIssued('ada')
    await expect(limits.countIssued('ada')).rejects.toMatchObject({ code: 'quota_exceeded' })
    await takeBack()
    await limits.countIssued('ada')
    await expect(limits.countIssued('ada')).rejects.toMatchObject({ code: 'quota_exceeded' })
  })

  test('holds a slot for each open call and frees it at its end, once', async (context) => {
    const limits = (await harnessFor(context)).create({ concurrentCallsPerUser: 2 })
    const first = await limits.openCall('ada')
    await limits.openCall('ada')
    await expect(limits.openCall('ada')).rejects.toMatchObject({ code: 'too_many_calls' })
    await first.end()
    const third = await limits.openCall('ada')
    await first.end()
    await expect(limits.openCall('ada')).rejects.toMatchObject({ code: 'too_many_calls' })
    await third.end()
    await limits.openCall('ada')
  })

  test('frees a slot that nobody gave back once no call can be that long', async (context) => {
    const harness = await harnessFor(context)
    const limits = harness.create({ concurrentCallsPerUser: 1 })
    await limits.openCall('ada')
    await expect(limits.openCall('ada')).rejects.toMatchObject({ code: 'too_many_calls' })
    await harness.advance(3_601_000)
    await limits.openCall('ada')
  })

  test('counts begun minutes and says when none is left', async (context) => {
    const limits = (await harnessFor(context)).create({ callMinutesPerUser: three })
    const call = await limits.openCall('ada')
    expect(await call.takeMinute()).toBe(true)
    expect(await call.takeMinute()).toBe(true)
    expect(await call.takeMinute()).toBe(false)
    await call.end()
    await expect(limits.openCall('ada')).rejects.toMatchObject({ code: 'quota_exceeded' })
  })

  test('gives the slot back when a call is refused for want of minutes', async (context) => {
    const harness = await harnessFor(context)
    const rules = { concurrentCallsPerUser: 1, callMinutesPerUser: { limit: 1, windowSeconds: 60 } }
    const limits = harness.create(rules)
    await (await limits.openCall('ada')).end()
    await expect(limits.openCall('ada')).rejects.toMatchObject({ code: 'quota_exceeded' })
    await harness.advance(60_001)
    await limits.openCall('ada')
  })

  test('limits nothing that is switched off', async (context) => {
    const off = { perUser: false, perAddress: false, issuedPerUser: false, concurrentCallsPerUser: false } as const
    const limits = (await harnessFor(context)).create(off)
    for (let n = 0; n < 300; n++) {
      await limits.admitAddress('x')
      await limits.admitUser('ada')
      await limits.countIssued('ada')
      expect(await (await limits.openCall('ada')).takeMinute()).toBe(true)
    }
  })
}
