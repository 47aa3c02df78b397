import type { KnownServerEventType, ServerEventMap } from '@parley/core/protocol'
import type { Issue } from '../validation/check.ts'
import type { Effect, OutgoingEvent } from './effect.ts'
import type { SessionState } from './sessionState.ts'

/** One transition while it is worked out: slices replace `state` and add effects; nothing of it outlives the transition. */
export interface Step {
  state: SessionState
  readonly now: number
  readonly effects: Effect[]
  random: number
}

export const beginStep = (state: SessionState, now: number): Step => ({ state, now, effects: [], random: state.random })

export function endStep(step: Step): [SessionState, Effect[]] {
  const state = step.random === step.state.random ? step.state : { ...step.state, random: step.random }
  return [state, step.effects]
}

export function patch(step: Step, part: Partial<SessionState>): void {
  step.state = { ...step.state, ...part }
}

/** An entry of a record whose keys may come from outside: `constructor` is nobody's id. */
export const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A number from 0 to 1 that depends on the session's seed only (mulberry32). */
export function randomNumber(step: Pick<Step, 'random'>): number {
  step.random = (step.random + 0x6d2b79f5) | 0
  let mixed = Math.imul(step.random ^ (step.random >>> 15), 1 | step.random)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
}

/** `item_` and 21 letters or digits, as the service writes them. */
export function newId(step: Pick<Step, 'random'>, prefix: string): string {
  let id = `${prefix}_`
  for (let i = 0; i < 21; i++) id += letters[Math.floor(randomNumber(step) * letters.length)]!
  return id
}

type Body<T extends KnownServerEventType> = Omit<ServerEventMap[T], 'event_id'>

export function stamp<T extends KnownServerEventType>(step: Step, type: T, body: Body<T>): OutgoingEvent {
  return { type, event_id: newId(step, 'event'), ...body }
}

export function send<T extends KnownServerEventType>(step: Step, type: T, body: Body<T>): void {
  step.effects.push({ type: 'send', event: stamp(step, type, body) })
}

/** A delta, with the random `obfuscation` that they all carry. */
export function sendDelta<T extends KnownServerEventType>(step: Step, type: T, body: Body<T>): void {
  step.effects.push({ type: 'send', event: { ...stamp(step, type, body), obfuscation: obfuscation(step) } })
}

/** The random `obfuscation` that deltas carry: it hides the length of the text from whoever watches the wire. */
export function obfuscation(step: Step): string {
  return newId(step, 'o').slice(2, 2 + 4 + Math.floor(randomNumber(step) * 12))
}

export function sendError(
  step: Step,
  issue: Issue,
  eventId: string | null,
  type: string = 'invalid_request_error',
): void {
  send(step, 'error', { error: { type, ...issue, event_id: eventId } })
}
