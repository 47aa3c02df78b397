import type { Clock } from '@parley/core'

import type { CallLease } from './rateLimit.ts'

const MINUTE_MS = 60_000

/** Counts a minute whenever one begins; the first was counted when the call was opened. Returns what stops it. */
export function meterCall(lease: CallLease | undefined, clock: Clock, onSpent: () => void): () => void {
  if (!lease) return () => {}
  let stopped = false
  let cancel = (): void => {}
  const minuteBegins = async (): Promise<void> => {
    // A store that fails counts as one with nothing left: what cannot be counted is not given.
    const mayGoOn = await lease.takeMinute().catch(() => false)
    if (stopped) return
    if (mayGoOn) cancel = clock.setTimeout(() => void minuteBegins(), MINUTE_MS)
    else onSpent()
  }
  cancel = clock.setTimeout(() => void minuteBegins(), MINUTE_MS)
  return () => {
    stopped = true
    cancel()
  }
}
