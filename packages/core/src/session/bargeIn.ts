import { initialCut } from './initialState.ts'
import { isOutOfBand } from './response.ts'
import { flushedParts } from './playback.ts'
import type { SessionState } from './sessionState.ts'
import { defineSlice, type Slice, type Step } from './slice.ts'

export interface CutState {
  /** Playback was told to fall silent, and has not yet said how far it had come. */
  readonly pending: boolean
  /** Responses that were cut: what still comes of their audio is dropped, until their `response.done`. */
  readonly dropping: readonly string[]
  /** Responses for which a cancel was sent. */
  readonly cancelled: readonly string[]
  /** Cancel the response that was asked for but does not exist yet. */
  readonly cancelNext: boolean
}

/** The player answers within a quantum; when it does not, its last known positions must do. */
const flushTimeoutMs = 250

type Patch = { cut: CutState }

/**
 * Slice: the agent falls silent, because the user speaks or the app says so. The response is cancelled, playback flushed, and
 * the server told where the cut was, in this order (docs/behaviour.md, rules 44 and 61).
 */
export const bargeIn: Slice<'cut'> = defineSlice(['cut'], {
  'input_audio_buffer.speech_started': (state, _event, step) => {
    if (!state.settings.interrupts) return
    step.do({ type: 'tool.abort', scope: 'interruption' })
    // The server cancels its response by itself; over a track it also clears and truncates.
    return state.link.audio === 'track' ? undefined : silence(state, null, true, step)
  },
  'interruption.asked': (state, event, step) => interrupt(state, event.scope, event.responseId, step),
  'interruption.wanted': (state, event, step) => interrupt(state, event.scope, event.responseId, step),

  'response.created': (state, event, step) => {
    if (!state.cut.cancelNext || event.response.conversation_id === null) return
    return cancel({ ...state.cut, cancelNext: false }, event.response.id, step)
  },
  'response.done': (state, event) => {
    const { id } = event.response
    const { dropping, cancelled } = state.cut
    if (!dropping.includes(id) && !cancelled.includes(id)) return
    const others = (list: readonly string[]): readonly string[] => list.filter((other) => other !== id)
    return { cut: { ...state.cut, dropping: others(dropping), cancelled: others(cancelled) } }
  },
  'send.failed': (state, event) =>
    // A cancel that never left may be tried again.
    event.eventType === 'response.cancel' ? { cut: { ...state.cut, cancelled: [] } } : undefined,

  'playback.flushed': (state, event, step) => {
    step.do({ type: 'timer.cancel', id: 'cut' })
    tellServer(state, flushedParts(state, event.items), step)
    return state.cut.pending ? { cut: { ...state.cut, pending: false } } : undefined
  },
  'timer.fired': (state, event, step) => {
    if (event.id !== 'cut' || !state.cut.pending) return
    step.raise({ type: 'playback.flushed', items: state.playback.parts })
  },
  'connection.ended': () => ({ cut: initialCut }),
})

function interrupt(
  state: SessionState,
  scope: 'all' | 'response' | 'playback',
  responseId: string | null,
  step: Step,
): Patch | undefined {
  let { cut } = state
  // Whether or not the agent sounds: a tool at work is silent, and over a track the sound is not ours to stop.
  if (scope === 'all' && responseId === null) step.do({ type: 'tool.abort', scope: 'interruption' })
  if (scope !== 'playback') {
    const target = responseId ?? state.response.active
    const running = target !== null && (target === state.response.active || isOutOfBand(state, target))
    if (running) cut = cancel(cut, target, step).cut
    else if (responseId === null && state.response.sent && !state.response.sent.created)
      cut = { ...cut, cancelNext: true }
  }
  if (scope === 'response') return cut === state.cut ? undefined : { cut }
  if (state.link.audio === 'track') {
    const { track } = state.playback
    const playing = track !== null && (responseId === null || track.responseId === responseId)
    const generating = state.response.active !== null && responseId === null
    if (playing || generating) step.do({ type: 'send', event: { type: 'output_audio_buffer.clear' } })
    return cut === state.cut ? undefined : { cut }
  }
  const silenced = silence({ ...state, cut }, responseId, scope === 'all', step)
  return silenced ?? (cut === state.cut ? undefined : { cut })
}

/** Once for each response until it is done. */
function cancel(cut: CutState, responseId: string, step: Step): Patch {
  if (cut.cancelled.includes(responseId)) return { cut }
  step.do({ type: 'send', event: { type: 'response.cancel', response_id: responseId } })
  return { cut: { ...cut, cancelled: [...cut.cancelled, responseId] } }
}

/** Playback stops. The sound of a newer response is not touched by the stop of an older one. */
function silence(state: SessionState, responseId: string | null, dropActive: boolean, step: Step): Patch | undefined {
  const { parts } = state.playback
  const stopped = new Set(state.cut.dropping)
  for (const part of parts) if (!part.ended) stopped.add(part.responseId)
  const { active } = state.response
  if (dropActive && active !== null && (responseId === null || responseId === active)) stopped.add(active)
  const affected = responseId === null ? parts.length > 0 : parts.some((part) => part.responseId === responseId)
  if (responseId !== null && parts.some((part) => part.responseId !== responseId)) return
  if (!affected)
    return stopped.size > state.cut.dropping.length ? { cut: { ...state.cut, dropping: [...stopped] } } : undefined
  step.do({ type: 'timer.start', id: 'cut', ms: flushTimeoutMs })
  step.do({ type: 'playback.flush' })
  return { cut: { ...state.cut, pending: true, dropping: [...stopped] } }
}

/**
 * Where each item was cut. An item heard to its end needs no word, unless its response still runs; one never heard is deleted,
 * since nothing cannot be truncated.
 */
function tellServer(state: SessionState, parts: ReturnType<typeof flushedParts>, step: Step): void {
  if (state.connection.status !== 'connected') return
  let announced = false
  for (const { itemId, contentIndex, responseId, heardMs, receivedMs } of parts) {
    const whole = heardMs >= Math.floor(receivedMs)
    if (whole && state.response.active !== responseId) continue
    if (heardMs > 0) {
      step.do({
        type: 'send',
        event: {
          type: 'conversation.item.truncate',
          item_id: itemId,
          content_index: contentIndex,
          audio_end_ms: heardMs,
        },
      })
    } else {
      step.do({ type: 'send', event: { type: 'conversation.item.delete', item_id: itemId } })
    }
    if (!announced) step.emit({ type: 'audio_interrupted', itemId, contentIndex, heardMs })
    announced = true
  }
}
