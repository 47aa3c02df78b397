import type { Clock } from '../clock.ts'

/** A clock that stands still until it is moved. Timers fire in the order of their times while it moves. */
export interface ManualClock extends Clock {
  /** Moves the time on, and lets promises settle after each timer that fires. */
  advance(ms: number): Promise<void>
  /** Lets promises settle without moving the time. */
  settle(): Promise<void>
  /** Timers that wait. */
  readonly pending: number
}

export function createManualClock(startAt: number = 1_700_000_000_000): ManualClock {
  let now = startAt
  let count = 0
  const timers = new Map<number, { at: number; fn: () => void }>()
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await Promise.resolve()
  }
  return {
    now: () => now,
    setTimeout(fn, ms) {
      const id = ++count
      timers.set(id, { at: now + Math.max(0, ms), fn })
      return () => void timers.delete(id)
    },
    async advance(ms) {
      await settle()
      const end = now + ms
      for (;;) {
        const due = [...timers]
          .filter(([, timer]) => timer.at <= end)
          .sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0]
        if (!due) break
        const [id, timer] = due
        timers.delete(id)
        now = Math.max(now, timer.at)
        timer.fn()
        await settle()
      }
      now = end
      await settle()
    },
    settle,
    get pending() {
      return timers.size
    },
  }
}
