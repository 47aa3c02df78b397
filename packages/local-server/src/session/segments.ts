import type { ResponderPart } from '../responder/responder.ts'
import { takeSentences } from '../responder/sentences.ts'
import { pumpResponse } from './output.ts'
import { changeResponse, findResponse } from './responses.ts'
import type { Segment } from './responseState.ts'
import type { Step } from './step.ts'

/** Slice: what comes back from the responder and the voice becomes segments of the response. */

export function handlePart(step: Step, responseId: string, part: ResponderPart): void {
  const response = findResponse(step, responseId)
  if (!response || response.segments.at(-1)?.kind === 'end') return
  if (part.type === 'text') {
    if (response.params.modality === 'text') addSegment(step, responseId, { kind: 'text', text: part.text })
    else speak(step, responseId, response.carry + part.text, false)
  } else {
    speak(step, responseId, response.carry, true)
    addSegment(step, responseId, segmentOf(part))
  }
  pumpResponse(step, responseId)
}

function segmentOf(part: Exclude<ResponderPart, { type: 'text' }>): Segment {
  switch (part.type) {
    case 'call':
      return { kind: 'call', name: part.name, arguments: part.arguments }
    case 'mcpCall': {
      const { serverLabel, name, arguments: json } = part
      return {
        kind: 'mcpCall',
        serverLabel,
        name,
        arguments: json,
        itemId: null,
        approvalRequestId: null,
        outcome: null,
      }
    }
    case 'stop':
      return { kind: 'end', status: 'incomplete', details: { reason: part.reason } }
    default: {
      const error = { type: part.errorType, code: part.code, message: part.message }
      return { kind: 'end', status: 'failed', details: { error } }
    }
  }
}

/** Sends whole sentences to the voice; the beginning of the next one waits in `carry`, unless nothing more will come. */
function speak(step: Step, responseId: string, text: string, last: boolean): void {
  const response = findResponse(step, responseId)!
  const { sentences, rest } = takeSentences(text, last)
  changeResponse(step, responseId, { carry: rest })
  const { voice, speed } = response.params
  for (const sentence of sentences) {
    const segment = findResponse(step, responseId)!.segments.length
    addSegment(step, responseId, { kind: 'speech', text: sentence, samples: null, sentSamples: 0, sentCharacters: 0 })
    const name = typeof voice === 'string' ? voice : voice.id
    step.effects.push({ type: 'synthesize', responseId, segment, text: sentence, voice: name, speed })
  }
}

function addSegment(step: Step, responseId: string, segment: Segment): void {
  const response = findResponse(step, responseId)!
  changeResponse(step, responseId, { segments: [...response.segments, segment] })
}

export function handleVoice(step: Step, event: { responseId: string; segment: number; samples: Int16Array }): void {
  const response = findResponse(step, event.responseId)
  const segment = response?.segments[event.segment]
  if (!response || segment?.kind !== 'speech') return
  const segments = response.segments.with(event.segment, { ...segment, samples: event.samples })
  changeResponse(step, event.responseId, { segments })
  if (response.cursor === event.segment) pumpResponse(step, event.responseId)
}

export function handleResponderEnd(step: Step, responseId: string, failure: string | null): void {
  const response = findResponse(step, responseId)
  const last = response?.segments.at(-1)
  if (!response || last?.kind === 'end') return
  speak(step, responseId, response.carry, true)
  const error = failure === null ? null : { type: 'server_error', code: 'responder_failed', message: failure }
  // After an MCP call the same response goes on: the responder is asked again once the outcome is known.
  if (failure === null && last?.kind === 'mcpCall' && response.carry === '') return
  addSegment(step, responseId, {
    kind: 'end',
    status: error ? 'failed' : 'completed',
    details: error ? { error } : null,
  })
  pumpResponse(step, responseId)
}
