import { activity } from './activity.ts'
import type { Effect } from './effect.ts'
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

function run(handlers: Handlers, state: SessionState, stamped: Stamped): [SessionState, readonly Effect[]] {
  const effects: Effect[] = []
  const raised: LocalEvent[] = []
  const step: Step = {
    at: stamped.at,
    do: (effect) => void effects.push(effect),
    emit: (event) => void effects.push({ type: 'emit', event }),
    raise: (event) => void raised.push(event),
  }
  let next = settle(handlers, state, stamped.event, step, raised)
  while (next.waiting.length > 0 && mayGo(next)) {
    const [first, ...rest] = next.waiting
    next = settle(handlers, { ...next, waiting: rest }, first!, step, raised)
  }
  return [activity(next, step), effects]
}

function settle(
  handlers: Handlers,
  state: SessionState,
  event: SessionEvent,
  step: Step,
  raised: LocalEvent[],
): SessionState {
  let next = apply(handlers, state, event, step)
  while (raised.length > 0) next = apply(handlers, next, raised.shift()!, step)
  return next
}

function apply(handlers: Handlers, state: SessionState, event: SessionEvent, step: Step): SessionState {
  if (mustWait(state, event)) return { ...state, waiting: [...state.waiting, event] }
  const list = handlers.get(event.type)
  if (!list) return state
  let next = state
  for (const handler of list) {
    const patch = handler(next, event, step)
    if (patch) next = { ...next, ...patch }
  }
  return next
}
