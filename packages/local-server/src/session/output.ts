import { voiceSampleRate } from '../voice/voice.ts'
import { finishResponse } from './finishResponse.ts'
import { advanceMcpCall } from './mcpCall.ts'
import { closeMessage, growMessage, openMessage, partRef, sendWholeItem } from './message.ts'
import { playAudio } from './playout.ts'
import { changeResponse, findResponse } from './responses.ts'
import type { Segment } from './responseState.ts'
import { newId, obfuscation, send, sendDelta, stamp, type Step } from './step.ts'
import { assistantAudioTokens, textTokens } from './usage.ts'

/** Slice: sends what a response has to say, in order, never faster than the pacing allows. */

type SpeechSegment = Extract<Segment, { kind: 'speech' }>

/** Sends as much as can be sent now. Called when something arrives and when the pacing timer fires. */
export function pumpResponse(step: Step, responseId: string): void {
  for (;;) {
    const response = findResponse(step, responseId)
    const segment = response?.segments[response.cursor]
    if (!response || !segment) return
    if (segment.kind === 'end') return finishResponse(step, responseId, segment.status, segment.details)
    if (segment.kind === 'text') sendText(step, responseId, segment.text)
    else if (segment.kind === 'speech') {
      if (!sendSpeech(step, responseId, segment)) return
    } else if (segment.kind === 'call') sendCall(step, responseId, segment.name, segment.arguments)
    else if (!advanceMcpCall(step, responseId, segment)) return
    if (endAtLimit(step, responseId)) return
    changeResponse(step, responseId, { cursor: response.cursor + 1 })
  }
}

/** Ends the response as incomplete when it has used up its tokens. */
function endAtLimit(step: Step, responseId: string): boolean {
  const response = findResponse(step, responseId)
  if (!response) return true
  const limit = response.params.maxOutputTokens
  const used = response.textTokens + assistantAudioTokens(response.sentAudioMs)
  if (limit === 'inf' || used <= limit) return false
  finishResponse(step, responseId, 'incomplete', { reason: 'max_output_tokens' })
  return true
}

function sendText(step: Step, responseId: string, text: string): void {
  const ref = partRef(responseId, openMessage(step, responseId))
  sendDelta(step, 'response.output_text.delta', { ...ref, delta: text })
  growMessage(step, responseId, text, 0)
}

function sendCall(step: Step, responseId: string, name: string, json: string): void {
  closeMessage(step, responseId, 'completed')
  const id = newId(step, 'item')
  const call_id = newId(step, 'call')
  const item = { id, object: 'realtime.item', type: 'function_call', name, call_id } as const
  const opening = { ...item, status: 'in_progress', arguments: '' } as const
  const closing = { ...item, status: 'completed', arguments: json } as const
  sendWholeItem(step, responseId, opening, closing, (output_index) => {
    const ref = { response_id: responseId, item_id: id, output_index, call_id }
    for (const delta of json.match(/[\s\S]{1,12}/g) ?? []) {
      sendDelta(step, 'response.function_call_arguments.delta', { ...ref, delta })
    }
    send(step, 'response.function_call_arguments.done', { ...ref, name, arguments: json })
  })
  const response = findResponse(step, responseId)!
  changeResponse(step, responseId, { textTokens: response.textTokens + textTokens(json) })
}

/** False when the rest has to wait: for the voice, or for its time. */
function sendSpeech(step: Step, responseId: string, segment: SpeechSegment): boolean {
  openMessage(step, responseId)
  if (!segment.samples) return false
  const { chunkMs } = step.state.pacing
  const chunkSamples = Math.round((chunkMs * voiceSampleRate) / 1000)
  let current = segment
  do {
    const delayMs = delayOf(step, responseId)
    if (delayMs > 0) {
      step.effects.push({ type: 'startTimer', timer: `pump:${responseId}`, delayMs })
      return false
    }
    current = sendChunk(step, responseId, current, segment.samples, chunkSamples)
    if (endAtLimit(step, responseId)) return false
  } while (current.sentSamples < segment.samples.length || current.sentCharacters < current.text.length)
  return true
}

/** How long the next chunk has to wait so that audio is not sent faster than the pacing. */
function delayOf(step: Step, responseId: string): number {
  const { rate, burstMs } = step.state.pacing
  const { firstAudioAtMs, sentAudioMs } = findResponse(step, responseId)!
  if (firstAudioAtMs === null || rate === Infinity) return 0
  // A media track takes no head start: its events keep step with what begins to sound.
  const headStartMs = step.state.transport === 'webrtc' ? 0 : burstMs
  const aheadMs = sentAudioMs - headStartMs - (step.now - firstAudioAtMs) * rate
  return aheadMs <= 0 ? 0 : Math.ceil(aheadMs / rate)
}

function sendChunk(
  step: Step,
  responseId: string,
  segment: SpeechSegment,
  samples: Int16Array,
  chunkSamples: number,
): SpeechSegment {
  const response = findResponse(step, responseId)!
  const message = response.message!
  const chunk = samples.subarray(segment.sentSamples, segment.sentSamples + chunkSamples)
  const sentSamples = segment.sentSamples + chunk.length
  const sentCharacters = wordEnd(segment.text, (segment.text.length * sentSamples) / Math.max(1, samples.length))
  const text = segment.text.slice(segment.sentCharacters, sentCharacters)
  const ref = partRef(responseId, message)
  if (text !== '') {
    sendDelta(step, 'response.output_audio_transcript.delta', { ...ref, delta: text })
  }
  const next = { ...segment, sentSamples, sentCharacters: Math.max(sentCharacters, segment.sentCharacters) }
  const segments = response.segments.with(response.cursor, next)
  changeResponse(step, responseId, { segments, firstAudioAtMs: response.firstAudioAtMs ?? step.now })
  if (chunk.length > 0) {
    step.effects.push({ type: 'addItemAudio', itemId: message.itemId, samples: chunk })
    if (step.state.transport === 'webrtc') playAudio(step, responseId, message.itemId, chunk)
    else {
      const event = {
        ...stamp(step, 'response.output_audio.delta', { ...ref, delta: '' }),
        obfuscation: obfuscation(step),
      }
      const { format } = response.params
      step.effects.push({
        type: 'sendAudio',
        event,
        speech: samples,
        from: segment.sentSamples,
        to: sentSamples,
        format,
      })
    }
  }
  growMessage(step, responseId, text, (chunk.length * 1000) / voiceSampleRate)
  return next
}

/** The end of the word that position is in; the whole text when there is no further word. */
function wordEnd(text: string, position: number): number {
  if (position >= text.length) return text.length
  const space = text.indexOf(' ', Math.ceil(position))
  return space < 0 ? text.length : space
}
