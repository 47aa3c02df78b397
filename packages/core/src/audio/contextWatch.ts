import type { Clock } from '../clock.ts'
import { createGapCounter } from './gapCounter.ts'

const lookMs = 500
/** A browser may tell the time a task late: only what stands at two looks in a row stands still. */
const standingLooks = 2
const mostLookMs = 30_000
/** Timers of a page that does nothing are a few milliseconds late. */
const leastStallMs = 50

/** The page kept what was due at `from` waiting until `to`, by the clock's time. */
export interface Stall {
  from: number
  to: number
}

/** Chromium counts how often its device ran dry. */
type WatchedContext = AudioContext & { playbackStats?: { underrunEvents: number } }

/** What a watched context is found to suffer from. */
export interface ContextTrouble {
  /** Who would notice a gap. */
  busy: ReadonlySet<object>
  /** Its clock stands still though it says that it runs, as after calls and sleep. It does not come back by itself. */
  onStanding(): void
  /** Its device ran dry more than three times in ten seconds. Told at every look from then on. */
  onStrained(): void
  onStalled(stall: Stall): void
}

/** Looks at a context twice a second: whether its clock moves, its device gets what it needs, and the page keeps up. */
export interface ContextWatch {
  start(context: WatchedContext): void
  stop(): void
}

export function createContextWatch(clock: Clock, trouble: ContextTrouble): ContextWatch {
  let cancel = (): void => {}
  /** Contexts in a row whose clock never moved: a machine without sound is not asked twice a second for ever. */
  let dead = 0
  return {
    start(context) {
      const wait = Math.min(lookMs * 2 ** dead, mostLookMs)
      let ranDry = createGapCounter()
      let strained = false
      let last = -1
      let stood = 0
      const look = (): void => {
        const from = clock.now() + wait
        cancel = clock.setTimeout(() => {
          const to = clock.now()
          // Browsers keep the timers of a page that nobody sees waiting on purpose.
          if (to - from >= leastStallMs && !document.hidden) trouble.onStalled({ from, to })
          const now = context.state === 'running' ? context.currentTime : -1
          stood = now >= 0 && now === last ? stood + 1 : 0
          const moved = now > last
          if (moved && last >= 0) dead = 0
          last = now
          if (stood >= standingLooks) {
            dead++
            return trouble.onStanding()
          }
          // Time in which it was not asked to run is none it has lost.
          if (now < 0) ranDry = createGapCounter()
          else if (moved)
            strained ||= ranDry(to, now * 1000, trouble.busy.size > 0, context.playbackStats?.underrunEvents)
          look()
          // Last, since it may end this watch.
          if (strained) trouble.onStrained()
        }, wait)
      }
      look()
    },
    stop: () => cancel(),
  }
}
