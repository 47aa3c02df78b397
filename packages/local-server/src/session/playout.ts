import type { PlayoutEvent } from './sessionEvent.ts'
import { findItem } from './items.ts'
import { startIdleTimer } from './idle.ts'
import { changeResponse } from './responses.ts'
import { patch, send, type Step } from './step.ts'
import { truncateItem } from './truncateItem.ts'

/** Slice, WebRTC only: what the server still has to play, and what happens when it is cut. */

export function playAudio(step: Step, responseId: string, itemId: string, samples: Int16Array): void {
  patch(step, { playingResponseId: responseId })
  step.effects.push({ type: 'play', responseId, itemId, samples })
}

/** The client wants quiet: nothing more of the running answer is played either, and there is always a reply. */
export function clearPlayout(step: Step): void {
  const { activeResponseId, playingResponseId } = step.state
  if (playingResponseId) return interruptPlayout(step)
  send(step, 'output_audio_buffer.cleared', { response_id: activeResponseId ?? '' })
}

/** Stops the sound at once; the flush answers with what had been played. */
export function interruptPlayout(step: Step): void {
  const responseId = step.state.playingResponseId
  if (responseId) step.effects.push({ type: 'flushPlayout', responseId })
}

export function handlePlayout(step: Step, event: PlayoutEvent): void {
  const { responseId } = event
  if (event.type === 'playout.started') return send(step, 'output_audio_buffer.started', { response_id: responseId })
  if (step.state.playingResponseId === responseId) patch(step, { playingResponseId: null })
  if (event.type === 'playout.drained') {
    send(step, 'output_audio_buffer.stopped', { response_id: responseId })
    return startIdleTimer(step, 0)
  }
  changeResponse(step, responseId, { cleared: true })
  send(step, 'output_audio_buffer.cleared', { response_id: responseId })
  const item = findItem(step, event.itemId)
  if (item?.audioMs) truncateItem(step, event.itemId, Math.min(Math.floor(item.audioMs), Math.round(event.playedMs)))
}
