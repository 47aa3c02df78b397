import type { ServerEvent, ServerEventOf, WireItem } from '../protocol/index.ts'

/** Events as the service sends them, in its order: for tests and stories. */

let count = 0
const eventId = (): string => `event_${++count}`

type Responses = { responseId?: string; itemId?: string; previousId?: string | null }

export const responseCreated = (
  id = 'resp_1',
  conversationId: string | null = 'conv_1',
): ServerEventOf<'response.created'> => ({
  type: 'response.created',
  event_id: eventId(),
  response: {
    id,
    object: 'realtime.response',
    status: 'in_progress',
    output: [],
    conversation_id: conversationId,
    usage: null,
  },
})

export const responseDone = (
  id = 'resp_1',
  status: 'completed' | 'cancelled' | 'incomplete' | 'failed' = 'completed',
  more: Partial<ServerEventOf<'response.done'>['response']> = {},
): ServerEventOf<'response.done'> => ({
  type: 'response.done',
  event_id: eventId(),
  response: { id, object: 'realtime.response', status, output: [], conversation_id: 'conv_1', ...more },
})

/** A response begins to say something: rows 6 to 9 of scenario 5.3. */
export function answerStarts({ responseId = 'resp_1', itemId = 'item_a1', previousId }: Responses = {}): ServerEvent[] {
  const item: WireItem = { id: itemId, type: 'message', role: 'assistant', status: 'in_progress', content: [] }
  const ids = { response_id: responseId, output_index: 0 }
  return [
    responseCreated(responseId),
    { type: 'response.output_item.added', event_id: eventId(), ...ids, item },
    {
      type: 'conversation.item.added',
      event_id: eventId(),
      ...(previousId === undefined ? {} : { previous_item_id: previousId }),
      item,
    },
    {
      type: 'response.content_part.added',
      event_id: eventId(),
      ...ids,
      item_id: itemId,
      content_index: 0,
      part: { type: 'audio', transcript: '' },
    },
  ]
}

export function transcriptDelta(
  delta: string,
  { responseId = 'resp_1', itemId = 'item_a1' }: Responses = {},
): ServerEvent {
  return {
    type: 'response.output_audio_transcript.delta',
    event_id: eventId(),
    response_id: responseId,
    item_id: itemId,
    output_index: 0,
    content_index: 0,
    delta,
  }
}

/** The answer is complete: rows 11 to 16 of scenario 5.3. */
export function answerEnds(
  transcript: string,
  { responseId = 'resp_1', itemId = 'item_a1' }: Responses = {},
): ServerEvent[] {
  const ids = { response_id: responseId, item_id: itemId, output_index: 0, content_index: 0 }
  const item: WireItem = {
    id: itemId,
    type: 'message',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_audio', transcript }],
  }
  return [
    { type: 'response.output_audio.done', event_id: eventId(), ...ids },
    { type: 'response.output_audio_transcript.done', event_id: eventId(), ...ids, transcript },
    { type: 'response.content_part.done', event_id: eventId(), ...ids, part: { type: 'audio', transcript } },
    { type: 'conversation.item.done', event_id: eventId(), item },
    { type: 'response.output_item.done', event_id: eventId(), response_id: responseId, output_index: 0, item },
    responseDone(responseId, 'completed', { output: [item] }),
  ]
}

/** The user said something, recognised by the server: rows 1 to 5 of scenario 5.3. */
export function userSpoke(itemId = 'item_u1', previousId: string | null = null): ServerEvent[] {
  const item: WireItem = {
    id: itemId,
    type: 'message',
    role: 'user',
    status: 'completed',
    content: [{ type: 'input_audio', transcript: null }],
  }
  return [
    { type: 'input_audio_buffer.speech_started', event_id: eventId(), audio_start_ms: 0, item_id: itemId },
    { type: 'input_audio_buffer.speech_stopped', event_id: eventId(), audio_end_ms: 900, item_id: itemId },
    { type: 'input_audio_buffer.committed', event_id: eventId(), previous_item_id: previousId, item_id: itemId },
    { type: 'conversation.item.added', event_id: eventId(), previous_item_id: previousId, item },
    { type: 'conversation.item.done', event_id: eventId(), previous_item_id: previousId, item },
  ]
}

export const transcribed = (transcript: string, itemId = 'item_u1', contentIndex = 0): ServerEvent => ({
  type: 'conversation.item.input_audio_transcription.completed',
  event_id: eventId(),
  item_id: itemId,
  content_index: contentIndex,
  transcript,
})

/** A call of the model: rows 3 to 7 of scenario 5.6, without the response around it. */
export function functionCall(
  name: string,
  args: string,
  {
    callId = 'call_1',
    itemId = 'item_f1',
    responseId = 'resp_1',
  }: { callId?: string; itemId?: string; responseId?: string } = {},
): ServerEvent[] {
  const open: WireItem = {
    id: itemId,
    type: 'function_call',
    status: 'in_progress',
    call_id: callId,
    name,
    arguments: '',
  }
  const item: WireItem = { ...open, status: 'completed', arguments: args }
  const ids = { response_id: responseId, output_index: 0 }
  return [
    { type: 'response.output_item.added', event_id: eventId(), ...ids, item: open },
    { type: 'conversation.item.added', event_id: eventId(), item: open },
    {
      type: 'response.function_call_arguments.done',
      event_id: eventId(),
      ...ids,
      item_id: itemId,
      call_id: callId,
      name,
      arguments: args,
    },
    { type: 'conversation.item.done', event_id: eventId(), item },
    { type: 'response.output_item.done', event_id: eventId(), ...ids, item },
  ]
}

export const serverError = (
  message: string,
  more: Partial<ServerEventOf<'error'>['error']> = {},
): ServerEventOf<'error'> => ({
  type: 'error',
  event_id: eventId(),
  error: { type: 'invalid_request_error', code: null, message, param: null, event_id: null, ...more },
})
