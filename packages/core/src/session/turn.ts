import { initialTurn } from './initialState.ts'
import { defineSlice, type Slice, type Step } from './slice.ts'
import type { SessionState } from './sessionState.ts'

export interface TurnState {
  /** The user holds the floor: speech was detected, or the talk key is down. */
  readonly userSpeaking: boolean
  /** When the talk key went down; null while it is up. */
  readonly pressedAt: number | null
  /** The user's turn is over and the answer has not begun. */
  readonly awaiting: boolean
  readonly speechEndAt: number | null
  /** When that was known: after the silence that ends a turn, or at the release of the key. */
  readonly turnEndAt: number | null
}

/** The service takes no less: a shorter commit is refused as empty. */
const shortestTurnMs = 100
/** A turn that nothing answers, such as a cough, does not leave the agent thinking for ever. */
const answerTimeoutMs = 20_000

type Patch = { turn: TurnState }

/** Slice: whose turn it is, by turn detection or by the user's hand. */
export const turn: Slice<'turn'> = defineSlice(['turn'], {
  'input_audio_buffer.speech_started': (state) => ({ turn: { ...state.turn, userSpeaking: true, awaiting: false } }),
  'input_audio_buffer.speech_stopped': (state, _event, step) => {
    const speechEndAt = step.at - state.settings.silenceMs
    return ends(state, state.settings.createsResponse, speechEndAt, step)
  },
  'input_audio_buffer.timeout_triggered': (_state, event, step) => {
    const { item_id: itemId, audio_start_ms: audioStartMs, audio_end_ms: audioEndMs } = event
    step.emit({ type: 'input_audio_timeout_triggered', itemId, audioStartMs, audioEndMs })
  },
  'response.created': (state, event, step) => {
    if (!state.turn.awaiting || event.response.conversation_id === null) return
    step.do({ type: 'timer.cancel', id: 'answer' })
    return { turn: { ...state.turn, awaiting: false } }
  },
  'timer.fired': (state, event) =>
    event.id === 'answer' && state.turn.awaiting ? { turn: { ...state.turn, awaiting: false } } : undefined,

  'turn.started': (state, _event, step) => {
    if (state.turn.pressedAt !== null) return
    step.raise({ type: 'interruption.wanted', scope: 'all', responseId: null })
    // What the microphone picked up between turns is not part of this one.
    step.do({ type: 'send', event: { type: 'input_audio_buffer.clear' } })
    step.do({ type: 'microphone.hold', held: false })
    return { turn: { ...state.turn, userSpeaking: true, pressedAt: step.at, awaiting: false } }
  },
  'turn.ended': (state, _event, step) => {
    if (state.turn.pressedAt === null) return
    if (step.at - state.turn.pressedAt < shortestTurnMs) return cancelTurn(state, step)
    step.do({ type: 'microphone.hold', held: state.settings.manual })
    step.do({ type: 'send', event: { type: 'input_audio_buffer.commit' } })
    step.raise({ type: 'response.wanted' })
    return ends(state, true, step.at, step)
  },
  'turn.cancelled': (state, _event, step) => (state.turn.pressedAt === null ? undefined : cancelTurn(state, step)),
  'audio.committed': (_state, _event, step) => step.do({ type: 'send', event: { type: 'input_audio_buffer.commit' } }),

  // Without turn detection nothing is sent between turns; the last moment is kept, so that the first word is whole.
  'session.updated': (state, _event, step) => {
    step.do({ type: 'microphone.hold', held: state.settings.manual && state.turn.pressedAt === null })
  },
  'connection.ended': (state, _event, step) => {
    step.do({ type: 'timer.cancel', id: 'answer' })
    return { turn: { ...initialTurn, speechEndAt: state.turn.speechEndAt, turnEndAt: state.turn.turnEndAt } }
  },
})

function ends(state: SessionState, awaiting: boolean, speechEndAt: number, step: Step): Patch {
  if (awaiting) step.do({ type: 'timer.start', id: 'answer', ms: answerTimeoutMs })
  return { turn: { ...state.turn, userSpeaking: false, pressedAt: null, awaiting, speechEndAt, turnEndAt: step.at } }
}

function cancelTurn(state: SessionState, step: Step): Patch {
  step.do({ type: 'microphone.hold', held: state.settings.manual })
  step.do({ type: 'send', event: { type: 'input_audio_buffer.clear' } })
  return { turn: { ...state.turn, userSpeaking: false, pressedAt: null } }
}
