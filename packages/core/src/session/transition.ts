import { activity } from './activity.ts'
import { bargeIn } from './bargeIn.ts'
import { connection } from './connection.ts'
import type { Effect } from './effect.ts'
import { errors } from './errors.ts'
import { guardrail } from './guardrail.ts'
import { handoff } from './handoff.ts'
import { history } from './history.ts'
import { items } from './items.ts'
import { message } from './message.ts'
import { microphone } from './microphone.ts'
import { playback } from './playback.ts'
import { response } from './response.ts'
import type { LocalEvent, SessionEvent, Stamped } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'
import { settings } from './settings.ts'
import type { Step } from './slice.ts'
import { toolCall } from './toolCall.ts'
import { turn } from './turn.ts'
import { usage } from './usage.ts'
import { mayGo, mustWait, waiting } from './waiting.ts'

/**
 * The slices in the order in which they see an event; their effects are performed in the same order. Four places matter:
 * `errors` keeps the last error before anything reacts to it, `history` replays what `items` then counts as known, `bargeIn`
 * reads what was playing before `playback` forgets it, and `response` comes last, since a new response is asked for only after everything it must know was sent.
 */
const slices: readonly { readonly on: object }[] = [
  errors,
  waiting,
  settings,
  connection,
  history,
  items,
  turn,
  microphone,
  bargeIn,
  playback,
  usage,
  message,
  toolCall,
  handoff,
  guardrail,
  response,
]

/** The compiler has checked each handler against its own event and keys; here they are only called. */
type AnyHandler = (state: SessionState, event: SessionEvent, step: Step) => Partial<SessionState> | undefined | void

const handlers = new Map<string, AnyHandler[]>()
for (const slice of slices) {
  for (const [type, handler] of Object.entries(slice.on as Readonly<Record<string, AnyHandler>>)) {
    const list = handlers.get(type)
    if (list) list.push(handler)
    else handlers.set(type, [handler])
  }
}

/** The fold: what is true after this event, and what is to be done. Pure: no clock, no randomness, nothing outside. */
export function transition(state: SessionState, stamped: Stamped): [SessionState, readonly Effect[]] {
  const effects: Effect[] = []
  const raised: LocalEvent[] = []
  const step: Step = {
    at: stamped.at,
    do: (effect) => void effects.push(effect),
    emit: (event) => void effects.push({ type: 'emit', event }),
    raise: (event) => void raised.push(event),
  }
  let next = settle(state, stamped.event, step, raised)
  while (next.waiting.length > 0 && mayGo(next)) {
    const [first, ...rest] = next.waiting
    next = settle({ ...next, waiting: rest }, first!, step, raised)
  }
  return [activity(next, step), effects]
}

function settle(state: SessionState, event: SessionEvent, step: Step, raised: LocalEvent[]): SessionState {
  let next = apply(state, event, step)
  while (raised.length > 0) next = apply(next, raised.shift()!, step)
  return next
}

function apply(state: SessionState, event: SessionEvent, step: Step): SessionState {
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
