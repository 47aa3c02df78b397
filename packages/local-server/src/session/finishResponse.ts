import type { WireResponse } from '@parley/core/protocol'
import { startIdleTimer } from './idle.ts'
import { closeMessage } from './message.ts'
import { findResponse, wireResponse } from './responses.ts'
import type { EndDetails } from './responseState.ts'
import { patch, send, type Step } from './step.ts'
import { usageOf } from './usage.ts'

/** Slice: how a response ends. Exactly one `response.done`, after the dones of everything that was open. */

export function finishResponse(
  step: Step,
  responseId: string,
  status: 'completed' | 'incomplete' | 'failed',
  details: EndDetails,
): void {
  closeMessage(step, responseId, status === 'completed' ? 'completed' : 'incomplete')
  end(step, responseId, { status, status_details: details && { type: status, ...details } })
}

export function cancelResponse(step: Step, responseId: string, reason: 'turn_detected' | 'client_cancelled'): void {
  if (!findResponse(step, responseId)) return
  closeMessage(step, responseId, 'incomplete')
  end(step, responseId, { status: 'cancelled', status_details: { type: 'cancelled', reason } })
}

function end(step: Step, responseId: string, ending: Partial<WireResponse>): void {
  const response = findResponse(step, responseId)!
  const usage = usageOf(response)
  step.effects.push({ type: 'abortResponse', responseId }, { type: 'stopTimer', timer: `pump:${responseId}` })
  const { [responseId]: _done, ...responses } = step.state.responses
  const active = step.state.activeResponseId === responseId
  patch(step, {
    responses,
    activeResponseId: active ? null : step.state.activeResponseId,
    tokensUsed: step.state.tokensUsed + (usage.total_tokens ?? 0),
  })
  if (step.state.transport === 'webrtc') step.effects.push({ type: 'endPlayout', responseId })
  send(step, 'response.done', { response: wireResponse(step, response, { ...ending, usage }) })
  const limit = 800_000
  send(step, 'rate_limits.updated', {
    rate_limits: [{ name: 'tokens', limit, remaining: Math.max(0, limit - step.state.tokensUsed), reset_seconds: 0.1 }],
  })
  if (!active || step.state.playingResponseId === responseId) return
  const elapsedMs = response.firstAudioAtMs === null ? 0 : step.now - response.firstAudioAtMs
  startIdleTimer(step, Math.max(0, response.sentAudioMs - elapsedMs))
}
