import type { Clock } from '../clock.ts'
import { createEmitter } from '../emitter.ts'
import { ProtocolError } from '../errors.ts'
import type { Effect } from './effect.ts'
import type { SessionEvent, Stamped } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'
import type { Transition } from './transition.ts'

/** The state, the one place where it changes, and those who watch it. */
export interface SessionLoop {
  get(): SessionState
  getInitial(): SessionState
  /** Folds the event at once and performs its effects in order; events that effects report meanwhile are folded in between. */
  dispatch(event: SessionEvent): void
  /** Called once a batch, after one or more changes. */
  subscribe(listener: () => void): () => void
  /** Something is due at the end of the present batch. */
  requestBatch(): void
}

export interface SessionLoopOptions {
  initial: SessionState
  /** The fold of now. */
  transition(): Transition
  clock: Clock
  perform(effect: Effect, at: number): void
  /** Runs `flush` soon, once for all that happened until then: a microtask in Node, a frame in a page. */
  schedule(flush: () => void): void
  onBatch(): void
  onEvent(stamped: Stamped): void
}

export function createSessionLoop(options: SessionLoopOptions): SessionLoop {
  const { clock, perform, schedule, onBatch, onEvent } = options
  const changed = createEmitter<void>()
  let state = options.initial
  let told = state
  let scheduled = false

  const flush = (): void => {
    scheduled = false
    onBatch()
    if (told === state) return
    told = state
    changed.emit()
  }
  const requestBatch = (): void => {
    if (scheduled) return
    scheduled = true
    schedule(flush)
  }
  const dispatch = (event: SessionEvent): void => {
    const stamped = { at: clock.now(), event }
    onEvent(stamped)
    let effects: readonly Effect[]
    try {
      const [next, asked] = options.transition()(state, stamped)
      if (next !== state) requestBatch()
      state = next
      effects = asked
    } catch (cause) {
      // An event that passed the guards and still cannot be folded: the session goes on without it.
      if (event.type === 'error.reported') throw cause
      const message = `The event \`${event.type}\` was not understood and is ignored.`
      dispatch({
        type: 'error.reported',
        error: new ProtocolError('malformed_event', message, { cause, severity: 'warning' }),
      })
      return
    }
    for (const effect of effects) perform(effect, stamped.at)
  }

  return {
    get: () => state,
    getInitial: () => options.initial,
    dispatch,
    requestBatch,
    subscribe: (listener) => changed.subscribe(listener),
  }
}
