import type { WireAssistantMessage, WireItem, WireItemStatus } from '@parley/core/protocol'
import { announceItem, changeItem, findItem, insertItem, newItem } from './items.ts'
import { changeResponse, findResponse } from './responses.ts'
import type { OpenMessage, ResponseState } from './responseState.ts'
import type { ConversationItem } from './sessionState.ts'
import { newId, send, type Step } from './step.ts'
import { textTokens } from './usage.ts'

/** Slice: the message item that a response is writing, in the service's order of events. */

/** Opens the message unless it is open, and returns it. */
export function openMessage(step: Step, responseId: string): OpenMessage {
  const response = findResponse(step, responseId)!
  if (response.message) return response.message
  const itemId = newId(step, 'item')
  const outputIndex = response.output.length
  const message: OpenMessage = { itemId, outputIndex, text: '', audioMs: 0, marks: [] }
  changeResponse(step, responseId, { message })
  const item: WireAssistantMessage & { id: string } = {
    id: itemId,
    object: 'realtime.item',
    type: 'message',
    status: 'in_progress',
    role: 'assistant',
    content: [],
  }
  send(step, 'response.output_item.added', { response_id: responseId, output_index: outputIndex, item })
  addToConversation(step, response, item, {
    audioMs: response.params.modality === 'audio' ? 0 : null,
    // Nobody will hear what comes after the sound was cleared.
    ...(response.cleared ? { truncated: true, spoken: '' } : {}),
  })
  send(step, 'response.content_part.added', {
    ...partRef(responseId, message),
    part: response.params.modality === 'audio' ? { type: 'audio', transcript: '' } : { type: 'text', text: '' },
  })
  return message
}

/** Out-of-band items never enter the conversation. */
function addToConversation(
  step: Step,
  response: ResponseState,
  item: WireItem & { id: string },
  rest: Partial<ConversationItem> = {},
): void {
  if (response.outOfBand) return
  insertItem(step, newItem(item, rest))
  announceItem(step, 'conversation.item.added', item.id)
}

interface PartRef {
  response_id: string
  item_id: string
  output_index: number
  content_index: number
}

export const partRef = (responseId: string, message: OpenMessage): PartRef => ({
  response_id: responseId,
  item_id: message.itemId,
  output_index: message.outputIndex,
  content_index: 0,
})

/** Adds to the message what has just been sent. */
export function growMessage(step: Step, responseId: string, text: string, audioMs: number): void {
  const response = findResponse(step, responseId)!
  const before = response.message!
  const message: OpenMessage = {
    ...before,
    text: before.text + text,
    audioMs: before.audioMs + audioMs,
    marks:
      audioMs > 0
        ? [...before.marks, { ms: before.audioMs + audioMs, characters: before.text.length + text.length }]
        : before.marks,
  }
  changeResponse(step, responseId, {
    message,
    sentAudioMs: response.sentAudioMs + audioMs,
    textTokens: response.textTokens + textTokens(message.text) - textTokens(before.text),
  })
  if (response.outOfBand || audioMs === 0) return
  const item = findItem(step, message.itemId)
  if (item && !item.truncated) {
    changeItem(step, item.id, { audioMs: message.audioMs, marks: message.marks, spoken: message.text })
  }
}

/** Sends the dones of the open part and item. */
export function closeMessage(step: Step, responseId: string, status: WireItemStatus): void {
  const response = findResponse(step, responseId)!
  const { message, params } = response
  if (!message) return
  const ref = partRef(responseId, message)
  const spoken = params.modality === 'audio'
  if (spoken) {
    send(step, 'response.output_audio.done', ref)
    send(step, 'response.output_audio_transcript.done', { ...ref, transcript: message.text })
  } else {
    send(step, 'response.output_text.done', { ...ref, text: message.text })
  }
  send(step, 'response.content_part.done', {
    ...ref,
    part: spoken ? { type: 'audio', transcript: message.text } : { type: 'text', text: message.text },
  })
  const item: WireAssistantMessage & { id: string } = {
    id: message.itemId,
    object: 'realtime.item',
    type: 'message',
    status,
    role: 'assistant',
    content: [
      spoken ? { type: 'output_audio', transcript: message.text } : { type: 'output_text', text: message.text },
    ],
  }
  changeResponse(step, responseId, { message: null, output: [...response.output, item] })
  const kept = findItem(step, message.itemId)
  if (kept) {
    // A truncation that came meanwhile stays: what was cut is not brought back, and what is left can be retrieved.
    const cut: WireAssistantMessage = { ...item, content: [{ type: 'output_audio', transcript: '' }] }
    changeItem(step, item.id, { wire: kept.truncated ? cut : item })
    announceItem(step, 'conversation.item.done', item.id)
  }
  send(step, 'response.output_item.done', { response_id: responseId, output_index: message.outputIndex, item })
}

/** An item that arrives whole: a function call, an approval request. `between` sends what belongs inside. */
export function sendWholeItem(
  step: Step,
  responseId: string,
  opening: WireItem & { id: string },
  closing: WireItem & { id: string },
  between: (outputIndex: number) => void = () => {},
): void {
  const outputIndex = beginItem(step, responseId, opening)
  between(outputIndex)
  endItem(step, responseId, outputIndex, closing)
}

export function beginItem(step: Step, responseId: string, item: WireItem & { id: string }): number {
  const response = findResponse(step, responseId)!
  const outputIndex = response.output.length
  send(step, 'response.output_item.added', { response_id: responseId, output_index: outputIndex, item })
  addToConversation(step, response, item)
  return outputIndex
}

export function endItem(step: Step, responseId: string, outputIndex: number, item: WireItem & { id: string }): void {
  const response = findResponse(step, responseId)!
  changeResponse(step, responseId, { output: [...response.output, item] })
  if (findItem(step, item.id)) {
    changeItem(step, item.id, { wire: item })
    announceItem(step, 'conversation.item.done', item.id)
  }
  send(step, 'response.output_item.done', { response_id: responseId, output_index: outputIndex, item })
}
