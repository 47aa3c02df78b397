import type { Clock } from '@parley/core'

/** One time for everybody, moved by hand; each party has its own view of it, so that timers left behind have an owner. */
export interface WorldClock {
  now(): number
  view(owner: string): Clock
  /** Timers of the owner that wait. */
  pending(owner: string): number
  /** Moves the time on; what each timer causes is over before the next one fires. */
  advance(ms: number): Promise<void>
  /** Lets promises, messages and fetches settle without moving the time. */
  settle(): Promise<void>
}

interface Timer {
  id: number
  at: number
  owner: string
  fn: () => void
}

export function createWorldClock(startAt: number = 1_700_000_000_000): WorldClock {
  let now = startAt
  let count = 0
  let timers: Timer[] = []
  // A turn of the event loop: all microtasks run, and what Node's streams put off comes.
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) await turn()
  }
  const add = (owner: string, fn: () => void, ms: number): (() => void) => {
    const timer = { id: ++count, at: now + Math.max(0, ms), owner, fn }
    const after = timers.findIndex((other) => other.at > timer.at)
    if (after < 0) timers.push(timer)
    else timers.splice(after, 0, timer)
    return () => {
      timers = timers.filter((other) => other !== timer)
    }
  }
  return {
    now: () => now,
    view: (owner) => ({ now: () => now, setTimeout: (fn, ms) => add(owner, fn, ms) }),
    pending: (owner) => timers.filter((timer) => timer.owner === owner).length,
    async advance(ms) {
      await settle()
      const end = now + ms
      while (timers[0] && timers[0].at <= end) {
        const due = timers.shift()!
        now = Math.max(now, due.at)
        due.fn()
        await turn()
      }
      now = end
      await settle()
    },
    settle,
  }
}
