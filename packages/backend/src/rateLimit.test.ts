import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { describeRateLimit } from '../test/rateLimit.contract.ts'
import { createMemoryRateLimit } from './rateLimit.ts'

describe('limits in memory', () => {
  // The library keeps its own time.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  describeRateLimit(async () => ({
    create: createMemoryRateLimit,
    advance: async (ms) => void vi.advanceTimersByTime(ms),
  }))
})

test('refuses a window that no timer can hold', () => {
  const month = { limit: 1, windowSeconds: 2_592_000 }
  expect(() => createMemoryRateLimit({ issuedPerUser: month })).toThrow(
    expect.objectContaining({ code: 'invalid_option', path: 'issuedPerUser.windowSeconds' }),
  )
})
