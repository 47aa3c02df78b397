import { voiceSampleRate } from '../voice/voice.ts'
import { finishResponse } from './finishResponse.ts'
import { findItem } from './items.ts'
import { advanceMcpCall } from './mcpCall.ts'
import { closeMessage, growMessage, openMessage, partRef, sendWholeItem } from './message.ts'
import { playAudio } from './playout.ts'
import { changeResponse, findResponse } from './responses.ts'
import type { ResponseState, Segment } from './responseState.ts'
import { newId, obfuscation, patch, send, sendDelta, stamp, type Step } from './step.ts'
import { assistantAudioTokenMs, assistantAudioTokens, charactersPerToken, textTokens } from './usage.ts'

/** Slice: sends what a response has to say, in order, never faster than the pacing allows. */

const audioTokenSamples = (voiceSampleRate * assistantAudioTokenMs) / 1000

type SpeechSegment = Extract<Segment, { kind: 'speech' }>

/** Sends as much as can be sent now. Called when something arrives and when the pacing timer fires. */
export function pumpResponse(step: Step, responseId: string): void {
  for (;;) {
    const response = findResponse(step, responseId)
    const segment = response?.segments[response.cursor]
    if (!response || !segment) return
    if (segment.kind === 'end') return finishResponse(step, responseId, segment.status, segment.details)
    if (segment.kind === 'text') {
      if (!sendText(step, responseId, segment.text)) return
    } else if (segment.kind === 'speech') {
      if (!sendSpeech(step, responseId, segment)) return
    } else if (segment.kind === 'call') {
      if (!sendCall(step, responseId, segment.name, segment.arguments)) return
    } else {
      if (!advanceMcpCall(step, responseId, segment)) return
      if (tokensLeft(findResponse(step, responseId)!) < 0) return endAtLimit(step, responseId)
    }
    changeResponse(step, responseId, { cursor: response.cursor + 1 })
  }
}

/** How many tokens the response may still use. */
const tokensLeft = ({ params, textTokens: words, sentAudioMs }: ResponseState): number =>
  params.maxOutputTokens === 'inf' ? Infinity : params.maxOutputTokens - words - assistantAudioTokens(sentAudioMs)

/** The tokens are used up, and there was more to say. */
const endAtLimit = (step: Step, responseId: string): void =>
  finishResponse(step, responseId, 'incomplete', { reason: 'max_output_tokens' })

/** Word by word. False when the tokens ran out: the text is cut there. */
function sendText(step: Step, responseId: string, text: string): boolean {
  const ref = partRef(responseId, openMessage(step, responseId))
  for (const word of text.match(/\s*\S+|\s+$/g) ?? []) {
    const response = findResponse(step, responseId)!
    const said = response.message!.text
    const fitting = word.slice(0, (tokensLeft(response) + textTokens(said)) * charactersPerToken - said.length)
    if (fitting !== '') {
      sendDelta(step, 'response.output_text.delta', { ...ref, delta: fitting })
      growMessage(step, responseId, fitting, 0)
    }
    if (fitting === word) continue
    endAtLimit(step, responseId)
    return false
  }
  return true
}

/** False when the tokens ran out: the call is cut there, and nobody may make it. */
function sendCall(step: Step, responseId: string, name: string, whole: string): boolean {
  closeMessage(step, responseId, 'completed')
  const json = whole.slice(0, Math.max(0, tokensLeft(findResponse(step, responseId)!)) * charactersPerToken)
  const cut = json !== whole
  const id = newId(step, 'item')
  const call_id = newId(step, 'call')
  const item = { id, object: 'realtime.item', type: 'function_call', name, call_id } as const
  const opening = { ...item, status: 'in_progress', arguments: '' } as const
  const closing = { ...item, status: cut ? 'incomplete' : 'completed', arguments: json } as const
  sendWholeItem(step, responseId, opening, closing, (output_index) => {
    const ref = { response_id: responseId, item_id: id, output_index, call_id }
    for (const delta of json.match(/[\s\S]{1,12}/g) ?? []) {
      sendDelta(step, 'response.function_call_arguments.delta', { ...ref, delta })
    }
    send(step, 'response.function_call_arguments.done', { ...ref, name, arguments: json })
  })
  const response = findResponse(step, responseId)!
  changeResponse(step, responseId, { textTokens: response.textTokens + textTokens(json) })
  if (cut) endAtLimit(step, responseId)
  return !cut
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
    const chunk = nextChunk(findResponse(step, responseId)!, current, segment.samples, chunkSamples)
    if (!chunk) {
      endAtLimit(step, responseId)
      return false
    }
    current = sendChunk(step, responseId, current, segment.samples, chunk)
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

interface Chunk {
  /** Where it ends in the samples and in the text of its segment. */
  sentSamples: number
  sentCharacters: number
}

/** The longest next chunk that the tokens allow, shortened by whole audio tokens; null when there is none. */
function nextChunk(
  response: ResponseState,
  segment: SpeechSegment,
  samples: Int16Array,
  chunkSamples: number,
): Chunk | null {
  const left = samples.length - segment.sentSamples
  const said = response.message!.text
  const used = assistantAudioTokens(response.sentAudioMs) + textTokens(said)
  for (let length = Math.min(chunkSamples, left); length > 0 || left === 0; length -= audioTokenSamples) {
    const sentSamples = segment.sentSamples + length
    const reached = wordEnd(segment.text, (segment.text.length * sentSamples) / Math.max(1, samples.length))
    const sentCharacters = Math.max(reached, segment.sentCharacters)
    const text = said + segment.text.slice(segment.sentCharacters, sentCharacters)
    const audioMs = response.sentAudioMs + (length * 1000) / voiceSampleRate
    if (assistantAudioTokens(audioMs) + textTokens(text) - used <= tokensLeft(response)) {
      return { sentSamples, sentCharacters }
    }
    if (left === 0) return null
  }
  return null
}

function sendChunk(
  step: Step,
  responseId: string,
  segment: SpeechSegment,
  samples: Int16Array,
  { sentSamples, sentCharacters }: Chunk,
): SpeechSegment {
  const response = findResponse(step, responseId)!
  const message = response.message!
  const chunk = samples.subarray(segment.sentSamples, sentSamples)
  const text = segment.text.slice(segment.sentCharacters, sentCharacters)
  const ref = partRef(responseId, message)
  if (text !== '') {
    sendDelta(step, 'response.output_audio_transcript.delta', { ...ref, delta: text })
  }
  const next = { ...segment, sentSamples, sentCharacters }
  const segments = response.segments.with(response.cursor, next)
  changeResponse(step, responseId, { segments, firstAudioAtMs: response.firstAudioAtMs ?? step.now })
  if (chunk.length > 0) {
    keepAudio(step, response, message.itemId, chunk)
    if (step.state.transport === 'webrtc') {
      if (!response.cleared) playAudio(step, responseId, message.itemId, chunk)
    } else {
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

/** What was cut or deleted while it was being said takes no more audio. */
function keepAudio(step: Step, response: ResponseState, itemId: string, samples: Int16Array): void {
  if (response.outOfBand) return
  patch(step, { spokenVoice: step.state.spokenVoice ?? response.params.voice })
  const item = findItem(step, itemId)
  if (item && !item.truncated) step.effects.push({ type: 'addItemAudio', itemId, samples })
}

/** The end of the word that position is in; the whole text when there is no further word. */
function wordEnd(text: string, position: number): number {
  if (position >= text.length) return text.length
  const space = text.indexOf(' ', Math.ceil(position))
  return space < 0 ? text.length : space
}
