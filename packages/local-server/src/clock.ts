/** Time as a port: everything that waits goes through it, so that tests move the clock by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `fn` after `ms`; returns its cancellation. */
  setTimeout(fn: () => void, ms: number): () => void
}

const longestDelayMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout(fn, ms) {
    const id = globalThis.setTimeout(fn, Math.min(ms, longestDelayMs))
    return () => globalThis.clearTimeout(id)
  },
}

/** Waits on a clock; rejects when `signal` aborts. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)
    const cancel = clock.setTimeout(resolve, ms)
    signal?.addEventListener(
      'abort',
      () => {
        cancel()
        reject(signal.reason as Error)
      },
      { once: true },
    )
  })
}

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Lets time pass, firing what falls due on the way, in order. */
  advance(ms: number): Promise<void>
}

export function createManualClock(startMs: number = 1_700_000_000_000): ManualClock {
  let now = startMs
  let nextId = 1
  const timers = new Map<number, { dueMs: number; fn: () => void }>()
  const settle = () =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, 0)
    })
  return {
    now: () => now,
    setTimeout(fn, ms) {
      const id = nextId++
      timers.set(id, { dueMs: now + Math.max(0, ms), fn })
      return () => timers.delete(id)
    },
    async advance(ms) {
      const endMs = now + ms
      await settle()
      for (;;) {
        const due = [...timers].filter(([, timer]) => timer.dueMs <= endMs).sort(([, a], [, b]) => a.dueMs - b.dueMs)[0]
        if (!due) break
        timers.delete(due[0])
        now = Math.max(now, due[1].dueMs)
        due[1].fn()
        await settle()
      }
      now = endMs
      await settle()
    },
  }
}
