import { initialResponse } from './initialState.ts'
import type { ResponseParams } from '../protocol/index.ts'
import type { SessionState } from './sessionState.ts'
import { defineSlice, type Slice, type Step } from './slice.ts'
import { entryText } from './selectors.ts'

/** A `response.create` that waits or is on its way. Automatic ones that wait together become one; manual ones keep their own payload. */
interface Request {
  readonly params: ResponseParams | null
  readonly auto: boolean
  /** How many automatic wishes it answers. */
  readonly covers: number
}
interface KnownResponse {
  readonly id: string
  readonly agentKey: string
  readonly agentName: string
  readonly outOfBand: boolean
}
export interface ResponseState {
  /** The one response of the conversation that runs. */
  readonly active: string | null
  readonly sent: (Request & { readonly eventId: string; readonly created: boolean }) | null
  readonly queue: readonly Request[]
  /** The last few, so that what comes late still finds its agent. */
  readonly known: readonly KnownResponse[]
  readonly latest: string | null
  readonly count: number
  /** An answer was due when the connection went. */
  readonly owed: boolean
}

const knownLimit = 32

type Patch = { response: ResponseState }

/** Slice: one response at a time. Items are never delayed; only `response.create` waits its turn (docs/behaviour.md, rules 30 to 44). */
export const response: Slice<'response'> = defineSlice(['response'], {
  'response.wanted': (state, _event, step) => {
    const { queue } = state.response
    const last = queue.at(-1)
    // Wishes that wait for the same turn are one request; what follows a manual request stays apart from what precedes it.
    const next = last?.auto
      ? [...queue.slice(0, -1), { ...last, covers: last.covers + 1 }]
      : [...queue, { params: null, auto: true, covers: 1 }]
    return pump({ ...state, response: { ...state.response, queue: next } }, step)
  },
  'response.asked': (state, event, step) => {
    if (event.params?.conversation === 'none') {
      const count = state.response.count + 1
      step.do({ type: 'send', event: { type: 'response.create', event_id: eventId(count), response: event.params } })
      return { response: { ...state.response, count } }
    }
    const request: Request = { params: event.params, auto: false, covers: 1 }
    return pump({ ...state, response: { ...state.response, queue: [...state.response.queue, request] } }, step)
  },

  'response.created': (state, event, step) => {
    const { id, conversation_id: conversation } = event.response
    const outOfBand = conversation === null
    const owner = { id, agentKey: state.settings.agentKey, agentName: state.agentName, outOfBand }
    const known = [...state.response.known.slice(1 - knownLimit), owner]
    if (outOfBand) return { response: { ...state.response, known } }
    step.emit({ type: 'agent_start', agent: owner.agentKey, responseId: id })
    const sent = state.response.sent && { ...state.response.sent, created: true }
    return { response: { ...state.response, active: id, latest: id, sent, known } }
  },
  'response.done': (state, event, step) => {
    const { id } = event.response
    const owner = knownResponse(state, id)
    if (owner && !owner.outOfBand) {
      step.emit({ type: 'agent_end', agent: owner.agentKey, responseId: id, output: outputText(state, id) })
    }
    // The end of a response whose beginning never arrived: what waits behind it must not wait for ever.
    const unseen = !owner && event.response.conversation_id !== null && state.response.sent?.created === false
    if (state.response.active !== id && !unseen) return
    return pump({ ...state, response: { ...state.response, active: null, sent: null } }, step)
  },

  error: (state, event, step) => {
    const { sent } = state.response
    if (!sent) return
    const { event_id: id, code, message } = event.error
    const ours = id === sent.eventId
    if (code === 'conversation_already_has_active_response' && (ours || !id)) {
      // The server began an answer of its own meanwhile: ours comes after it.
      const { eventId: _, created: __, ...request } = sent
      return { response: { ...state.response, sent: null, queue: [request, ...state.response.queue] } }
    }
    const about =
      !id && (code === 'bad_response_create' || (typeof message === 'string' && message.includes('response.create')))
    if (!ours && !about) return
    return pump(release(state), step)
  },
  'send.failed': (state, event, step) =>
    event.eventId === state.response.sent?.eventId ? pump(release(state), step) : undefined,

  'connection.ended': (state, event) => {
    const { active, sent, queue, owed: before } = state.response
    const due = before || active !== null || sent !== null || queue.length > 0 || state.turn.awaiting
    // Also after an attempt that failed: what was owed before it still is.
    const owed = event.willRetry && due
    return { response: { ...initialResponse, known: state.response.known, count: state.response.count, owed } }
  },
  'connection.readied': (state, _event, step) => {
    if (!state.response.owed) return
    const queue: Request[] = [{ params: null, auto: true, covers: 1 }]
    return pump({ ...state, response: { ...state.response, owed: false, queue } }, step)
  },
})

/** The refused request is over. Wishes that had joined it get one more try of their own. */
function release(state: SessionState): SessionState {
  const { sent, queue } = state.response
  const again: Request[] = sent && sent.auto && sent.covers > 1 ? [{ params: null, auto: true, covers: 1 }] : []
  return { ...state, response: { ...state.response, sent: null, queue: [...again, ...queue] } }
}

function pump(state: SessionState, step: Step): Patch {
  const { active, sent, queue, count } = state.response
  const [request, ...rest] = queue
  if (active !== null || sent !== null || !request || state.connection.status !== 'connected') {
    return { response: state.response }
  }
  const next = eventId(count + 1)
  step.do({
    type: 'send',
    event: { type: 'response.create', event_id: next, ...(request.params ? { response: request.params } : {}) },
  })
  const onItsWay = { ...request, eventId: next, created: false }
  return { response: { ...state.response, sent: onItsWay, queue: rest, count: count + 1 } }
}

const eventId = (count: number): string => `parley_response_${count}`

/** Nearly always the last one is asked for. */
const knownResponse = (state: SessionState, id: string | undefined): KnownResponse | undefined =>
  state.response.known.findLast((response) => response.id === id)

export function isOutOfBand(state: SessionState, responseId: string): boolean {
  return knownResponse(state, responseId)?.outOfBand ?? false
}

/** The agent that made a response; for one never seen, the agent of now. */
export function agentOfResponse(state: SessionState, responseId: string | undefined): { key: string; name: string } {
  const owner = knownResponse(state, responseId)
  return { key: owner?.agentKey ?? state.settings.agentKey, name: owner?.agentName ?? state.agentName }
}

/** The last text of the response, also when a tool call follows it. */
function outputText(state: SessionState, responseId: string): string {
  const { ids } = state.items.table
  for (let i = ids.length - 1; i >= Math.max(0, ids.length - 16); i--) {
    const text = entryText(state, ids[i]!, responseId)
    if (text !== null) return text
  }
  return ''
}
