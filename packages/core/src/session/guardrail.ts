import { initialGuardrails } from './initialState.ts'
import { entryText, entryTextLength } from './selectors.ts'
import { agentOfResponse, isOutOfBand } from './response.ts'
import type { SessionState } from './sessionState.ts'
import { defineSlice, type Slice, type Step } from './slice.ts'

export interface GuardrailsState {
  /** How many debounce lengths of each item were checked. */
  readonly checked: Readonly<Record<string, number>>
  /** Responses that tripped: each trips once. */
  readonly tripped: readonly string[]
  /** Responses whose audio waits for the first verdict. */
  readonly held: readonly string[]
}

type Patch = { guardrails: GuardrailsState }

/** Slice: what the agent says is checked while it grows and once when it is complete; what trips is stopped. */
export const guardrail: Slice<'guardrails'> = defineSlice(['guardrails'], {
  'response.created': (state, event, step) => {
    if (!state.options.holdBack || event.response.conversation_id === null) return
    step.do({ type: 'playback.hold', responseId: event.response.id, held: true })
    return { guardrails: { ...state.guardrails, held: [...state.guardrails.held, event.response.id] } }
  },
  'response.output_audio_transcript.delta': (state, event, step) => grow(state, event.response_id, event.item_id, step),
  'response.output_text.delta': (state, event, step) => grow(state, event.response_id, event.item_id, step),
  'response.output_audio_transcript.done': (state, event, step) =>
    complete(state, event.response_id, event.item_id, step),
  'response.output_text.done': (state, event, step) => complete(state, event.response_id, event.item_id, step),

  'guardrail.checked': (state, event, step) => {
    const { responseId, itemId, agentKey, tripped } = event
    if (state.connection.status !== 'connected') return
    if (tripped.length === 0) return release(state, responseId, step)
    if (state.guardrails.tripped.includes(responseId)) return
    const message = `Your last answer was stopped because it broke a rule: ${tripped.map(({ hint }) => hint).join('; ')}. Answer again without breaking it.`
    const results = tripped.map(({ name, info }) => (info === undefined ? { name } : { name, info }))
    step.emit({ type: 'guardrail_tripped', agent: agentKey, results, message, itemId, responseId })
    stop(state, responseId, message, step)
    const trips = { ...state.guardrails, tripped: [...state.guardrails.tripped, responseId].slice(-32) }
    return release({ ...state, guardrails: trips }, responseId, step) ?? { guardrails: trips }
  },

  'response.done': (state) =>
    Object.keys(state.guardrails.checked).length > 0 ? { guardrails: { ...state.guardrails, checked: {} } } : undefined,
  'connection.ended': () => ({ guardrails: initialGuardrails }),
})

/** Each time the text passes another multiple of the debounce length. */
function grow(state: SessionState, responseId: string, itemId: string, step: Step): Patch | undefined {
  const { debounceTextLength } = state.options
  if (!(debounceTextLength > 0) || isOutOfBand(state, responseId)) return
  const multiple = Math.floor(entryTextLength(state, itemId, responseId) / debounceTextLength)
  if (multiple <= (state.guardrails.checked[itemId] ?? 0)) return
  check(state, responseId, itemId, entryText(state, itemId, responseId) ?? '', false, step)
  return { guardrails: { ...state.guardrails, checked: { ...state.guardrails.checked, [itemId]: multiple } } }
}

/** The whole text once more: short answers are checked too. */
function complete(state: SessionState, responseId: string, itemId: string, step: Step): void {
  if (isOutOfBand(state, responseId)) return
  const text = entryText(state, itemId, responseId)
  if (text) check(state, responseId, itemId, text, true, step)
}

function check(
  state: SessionState,
  responseId: string,
  itemId: string,
  text: string,
  final: boolean,
  step: Step,
): void {
  const agentKey = agentOfResponse(state, responseId).key
  step.do({ type: 'guardrail.check', agentKey, responseId, itemId, text, final })
}

function release(state: SessionState, responseId: string, step: Step): Patch | undefined {
  if (!state.guardrails.held.includes(responseId)) return
  step.do({ type: 'playback.hold', responseId, held: false })
  return { guardrails: { ...state.guardrails, held: state.guardrails.held.filter((id) => id !== responseId) } }
}

/** A newer answer is not punished for an older one: then only the older one's sound stops. */
function stop(state: SessionState, responseId: string, message: string, step: Step): void {
  const sounds =
    state.playback.parts.some((part) => part.responseId === responseId) ||
    state.playback.track?.responseId === responseId
  const running = state.response.active === responseId
  if (state.response.latest !== responseId) {
    if (sounds) step.raise({ type: 'interruption.wanted', scope: 'playback', responseId })
    return
  }
  if (running || sounds) {
    const scope = sounds ? 'all' : 'response'
    step.raise({ type: 'interruption.wanted', scope, responseId: running ? responseId : sounds ? responseId : null })
  }
  step.raise({
    type: 'message.sent',
    itemId: `guardrail_${responseId}`.slice(0, 32),
    content: [{ type: 'input_text', text: message }],
    role: 'system',
    when: 'now',
    respond: true,
  })
}
