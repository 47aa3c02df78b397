import { activity } from './activity.ts'
import type { Effect } from './effect.ts'
import type { PublicEvent } from './publicEvent.ts'
import type { LocalEvent, SessionEvent, Stamped } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'
import type { Step } from './slice.ts'
import { mayGo, mustWait } from './waiting.ts'

/** The fold: what is true after this event, and what is to be done. Pure: no clock, no randomness, nothing outside. */
export type Transition = (state: SessionState, stamped: Stamped) => [SessionState, readonly Effect[]]

/** The compiler has checked each handler against its own event and keys; here they are only called. */
type AnyHandler = (state: SessionState, event: SessionEvent, step: Step) => Partial<SessionState> | undefined | void

type Handlers = ReadonlyMap<string, readonly AnyHandler[]>

/** The fold of these slices, which see an event, and have their effects performed, in this order. */
export function createTransition(slices: readonly { readonly on: object }[]): Transition {
  const handlers = new Map<string, AnyHandler[]>()
  for (const slice of slices) {
    for (const [type, handler] of Object.entries(slice.on as Readonly<Record<string, AnyHandler>>)) {
      const list = handlers.get(type)
      if (list) list.push(handler)
      else handlers.set(type, [handler])
    }
  }
  return (state, stamped) => run(handlers, state, stamped)
}

/** One run: made for every event, so nothing more than it needs. */
class Run implements Step {
  readonly at: number
  readonly effects: Effect[] = []
  readonly #handlers: Handlers
  #raised: LocalEvent[] | null = null

  constructor(handlers: Handlers, at: number) {
    this.#handlers = handlers
    this.at = at
  }
  do(effect: Effect): void {
    this.effects.push(effect)
  }
  emit(event: PublicEvent): void {
    this.effects.push({ type: 'emit', event })
  }
  raise(event: LocalEvent): void {
    this.#raised ??= []
    this.#raised.push(event)
  }

  /** The event, and what the slices raised because of it. */
  settle(state: SessionState, event: SessionEvent): SessionState {
    let next = this.#apply(state, event)
    while (this.#raised && this.#raised.length > 0) next = this.#apply(next, this.#raised.shift()!)
    return next
  }

  #apply(state: SessionState, event: SessionEvent): SessionState {
    if (mustWait(state, event)) return { ...state, waiting: [...state.waiting, event] }
    const list = this.#handlers.get(event.type)
    if (!list) return state
    let next = state
    for (const handler of list) {
      const patch = handler(next, event, this)
      if (patch) next = { ...next, ...patch }
    }
    return next
  }
}

function run(handlers: Handlers, state: SessionState, stamped: Stamped): [SessionState, readonly Effect[]] {
  const step = new Run(handlers, stamped.at)
  let next = step.settle(state, stamped.event)
  while (next.waiting.length > 0 && mayGo(next)) {
    const [first, ...rest] = next.waiting
    next = step.settle({ ...next, waiting: rest }, first!)
  }
  return [activity(next, step), step.effects]
}
