import type { Clock } from '../src/clock.ts'

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves on and runs what is due. */
  advance(ms: number): void
  /** Resolves when something waits for at least `ms`. */
  waiting(ms: number): Promise<void>
}

export function createManualClock(start = 1_800_000_000_000): ManualClock {
  let now = start
  const timers = new Set<{ at: number; ms: number; fn: () => void }>()
  const watchers: { ms: number; resolve: () => void }[] = []
  return {
    now: () => now,
    setTimeout(fn, ms) {
      const timer = { at: now + ms, ms, fn }
      timers.add(timer)
      for (const watcher of watchers.splice(0)) {
        if (ms >= watcher.ms) watcher.resolve()
        else watchers.push(watcher)
      }
      return () => void timers.delete(timer)
    },
    advance(ms) {
      now += ms
      for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
        if (timer.at <= now && timers.delete(timer)) timer.fn()
      }
    },
    waiting(ms) {
      if ([...timers].some((timer) => timer.ms >= ms)) return Promise.resolve()
      return new Promise((resolve) => watchers.push({ ms, resolve }))
    },
  }
}
