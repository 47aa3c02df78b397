import { closeExpired, handleSessionUpdate, openSession } from './configuration.ts'
import {
  handleItemAudio,
  handleItemCreate,
  handleItemDelete,
  handleItemRetrieve,
  handleItemTruncate,
} from './conversation.ts'
import type { ClientEvent } from '@parley/core/protocol'
import { checkClientEvent } from '../validation/clientEventShape.ts'
import { isObject } from '../validation/check.ts'
import type { Effect } from './effect.ts'
import { handleIdleTimeout } from './idle.ts'
import { handleAppend, handleClear, handleCommit, handleDecoded, handleMedia } from './inputAudio.ts'
import { handleMcpListed } from './mcp.ts'
import { handleMcpCalled } from './mcpCall.ts'
import { clearPlayout, handlePlayout } from './playout.ts'
import { handleRecognition, handleRecognitionPartial } from './recognition.ts'
import { rehearseAnswer } from './rehearse.ts'
import { handleResponseCancel, handleResponseCreate, settleResponses } from './response.ts'
import { pumpResponse } from './output.ts'
import { handlePart, handleResponderEnd, handleVoice } from './segments.ts'
import type { SessionEvent } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'
import { beginStep, endStep, sendError, type Step } from './step.ts'
import { handleWindow } from './turn.ts'

/** The server's end of a session: what is true next, and what is to be done about it. Pure. */
export function transition(state: SessionState, event: SessionEvent, now: number): [SessionState, Effect[]] {
  if (state.closed) return [state, []]
  const step = beginStep(state, now)
  apply(step, event)
  settleResponses(step)
  return endStep(step)
}

function apply(step: Step, event: SessionEvent): void {
  switch (event.type) {
    case 'session.opened':
      return openSession(step)
    case 'client.event':
      return applyClientEvent(step, event.event)
    case 'client.unreadable':
      return sendError(step, event.issue, null)
    case 'input.decoded':
      return handleDecoded(step, event)
    case 'input.media':
      return handleMedia(step, event)
    case 'item.audioKept':
      return handleItemAudio(step, event)
    case 'detector.window':
      return handleWindow(step, event)
    case 'recognition.partial':
      return handleRecognitionPartial(step, event)
    case 'recognition.done':
      handleRecognition(step, event)
      return rehearseAnswer(step, event.itemId)
    case 'responder.part':
      return handlePart(step, event.responseId, event.part)
    case 'responder.ended':
      return handleResponderEnd(step, event.responseId, null)
    case 'responder.failed':
      return handleResponderEnd(step, event.responseId, event.message)
    case 'voice.done':
      return handleVoice(step, event)
    case 'mcp.listed':
      return handleMcpListed(step, event)
    case 'mcp.called':
      handleMcpCalled(step, event)
      return pumpResponse(step, event.responseId)
    case 'timer.fired':
      return applyTimer(step, event.timer)
    case 'playout.started':
    case 'playout.drained':
    case 'playout.flushed':
      return handlePlayout(step, event)
  }
}

function applyTimer(step: Step, timer: string): void {
  if (timer === 'expiry') closeExpired(step)
  else if (timer === 'idle') handleIdleTimeout(step)
  else pumpResponse(step, timer.slice('pump:'.length))
}

function applyClientEvent(step: Step, raw: unknown): void {
  const eventId = isObject(raw) && typeof raw['event_id'] === 'string' ? raw['event_id'] : null
  const issue = checkClientEvent(raw, step.state.transport)
  if (issue) return sendError(step, issue, eventId)
  const event = raw as ClientEvent
  switch (event.type) {
    case 'session.update':
      return handleSessionUpdate(step, event, eventId)
    case 'input_audio_buffer.append':
      return handleAppend(step, event, eventId)
    case 'input_audio_buffer.commit':
      return handleCommit(step, eventId)
    case 'input_audio_buffer.clear':
      return handleClear(step)
    case 'output_audio_buffer.clear':
      return clearPlayout(step)
    case 'conversation.item.create':
      return handleItemCreate(step, event, eventId)
    case 'conversation.item.retrieve':
      return handleItemRetrieve(step, event, eventId)
    case 'conversation.item.truncate':
      return handleItemTruncate(step, event, eventId)
    case 'conversation.item.delete':
      return handleItemDelete(step, event, eventId)
    case 'response.create':
      return handleResponseCreate(step, event, eventId)
    case 'response.cancel':
      return handleResponseCancel(step, event, eventId)
  }
}
