import { findItem } from './items.ts'
import { startIdleTimer } from './idle.ts'
import { patch, send, type Step } from './step.ts'
import { truncateItem } from './truncateItem.ts'

/** Slice, WebRTC only: what the server still has to play, and what happens when it is cut (protocol.md, sections 4.7 and 5.5). */

export function playAudio(step: Step, responseId: string, itemId: string, samples: Int16Array): void {
  const { playout } = step.state
  const started = playout.responseId === responseId && playout.started
  patch(step, { playout: { responseId, itemId, started } })
  step.effects.push({ type: 'play', responseId, itemId, samples })
}

/** Stops the sound at once; the flush answers with what had been played. */
export function interruptPlayout(step: Step): void {
  const { responseId } = step.state.playout
  if (step.state.transport === 'webrtc' && responseId) step.effects.push({ type: 'flushPlayout', responseId })
}

export function handleOutputClear(step: Step): void {
  interruptPlayout(step)
}

type PlayoutEvent =
  | { type: 'playout.started'; responseId: string }
  | { type: 'playout.drained'; responseId: string }
  | { type: 'playout.flushed'; responseId: string; itemId: string; playedMs: number }

export function handlePlayout(step: Step, event: PlayoutEvent): void {
  const { playout } = step.state
  const { responseId } = event
  if (event.type === 'playout.started') {
    if (playout.responseId === responseId) patch(step, { playout: { ...playout, started: true } })
    return send(step, 'output_audio_buffer.started', { response_id: responseId })
  }
  if (playout.responseId === responseId) patch(step, { playout: { responseId: null, itemId: null, started: false } })
  if (event.type === 'playout.drained') {
    send(step, 'output_audio_buffer.stopped', { response_id: responseId })
    return startIdleTimer(step, 0)
  }
  send(step, 'output_audio_buffer.cleared', { response_id: responseId })
  const item = findItem(step, event.itemId)
  if (item?.audioMs) truncateItem(step, event.itemId, Math.min(Math.floor(item.audioMs), Math.round(event.playedMs)))
}
