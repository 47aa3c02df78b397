import type { Effect } from './effect.ts'
import type { EventNamed, LocalEvent, SessionEvent } from './sessionEvent.ts'
import type { PublicEvent } from './publicEvent.ts'
import type { SessionState } from './sessionState.ts'

/** One run of the fold: its time, the effects it asks for, and what slices tell each other before it ends. */
export interface Step {
  readonly at: number
  do(effect: Effect): void
  emit(event: PublicEvent): void
  /** Folded by all slices after the present event, in the same step. */
  raise(event: LocalEvent): void
}

/** Returns the keys it changed, or nothing. It may read all of the state and writes only the keys of its slice. */
export type Handler<K extends keyof SessionState, E> = (
  state: SessionState,
  event: E,
  step: Step,
) => Partial<Pick<SessionState, K>> | undefined | void

/** One behaviour: the keys of the state it owns, and what it does at each event. */
export interface Slice<K extends keyof SessionState = keyof SessionState> {
  readonly keys: readonly K[]
  readonly on: { readonly [T in SessionEvent['type']]?: Handler<K, EventNamed<T>> }
}

export function defineSlice<const K extends keyof SessionState>(keys: readonly K[], on: Slice<K>['on']): Slice<K> {
  return { keys, on }
}
