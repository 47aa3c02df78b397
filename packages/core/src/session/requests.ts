import type { Clock } from '../clock.ts'

/** Promises that the server settles. Azure with its filter acknowledges nothing: after a while silence counts as consent. */
export interface Requests {
  open(): { id: string; done: Promise<void> }
  settle(id: string, error: Error | null): void
  rejectAll(error: Error): void
}

const silenceMs = 5_000

export function createRequests(clock: Clock): Requests {
  const open = new Map<string, (error: Error | null) => void>()
  let count = 0
  const settle = (id: string, error: Error | null): void => {
    const finish = open.get(id)
    open.delete(id)
    finish?.(error)
  }
  return {
    open() {
      const id = `request_${++count}`
      const done = new Promise<void>((resolve, reject) => {
        const cancel = clock.setTimeout(() => settle(id, null), silenceMs)
        open.set(id, (error) => {
          cancel()
          if (error) reject(error)
          else resolve()
        })
      })
      done.catch(() => {})
      return { id, done }
    },
    settle,
    rejectAll(error) {
      for (const id of open.keys()) settle(id, error)
    },
  }
}
