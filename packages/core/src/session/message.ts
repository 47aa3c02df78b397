import type { WireInputImage, WireInputText } from '../protocol/index.ts'
import type { InputImage } from './snapshot.ts'
import type { EventNamed } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'
import { defineSlice, type Slice, type Step } from './slice.ts'

type Message = EventNamed<'message.sent'>

/** Slice: what the app says to the agent in text and images, now or at the next pause. */
export const message: Slice<'queuedMessages'> = defineSlice(['queuedMessages'], {
  'message.sent': (state, event, step) => {
    if (event.when === 'interrupt') {
      // The cut is told to the server first: the message waits for it and comes back.
      step.raise({ type: 'interruption.wanted', scope: 'all', responseId: null })
      step.raise({ ...event, when: 'now' })
      return
    }
    if (event.when === 'queue' && isBusy(state)) return { queuedMessages: [...state.queuedMessages, event] }
    send(event, step)
    return
  },
  'response.done': (state, _event, step) => atPause(state, step),
  'playback.drained': (state, _event, step) => atPause(state, step),
  'playback.flushed': (state, _event, step) => atPause(state, step),
  'output_audio_buffer.stopped': (state, _event, step) => atPause(state, step),
  'pause.reached': (state, _event, step) => {
    const [first, ...rest] = state.queuedMessages
    if (!first || isBusy(state)) return
    send(first, step)
    // One that asks for no answer leaves room for the next.
    if (rest.length > 0) step.raise({ type: 'pause.reached' })
    return { queuedMessages: rest }
  },
  'connection.ended': (state, event) =>
    event.willRetry || state.queuedMessages.length === 0 ? undefined : { queuedMessages: [] },
})

/** Looked at once all slices saw the event that may have ended the agent's turn. */
function atPause(state: SessionState, step: Step): void {
  if (state.queuedMessages.length > 0) step.raise({ type: 'pause.reached' })
}

function isBusy(state: SessionState): boolean {
  const { response, playback, turn, tools } = state
  const answering = response.active !== null || response.sent !== null || response.queue.length > 0
  const sounding = playback.parts.length > 0 || playback.track !== null
  return answering || sounding || turn.userSpeaking || turn.awaiting || tools.running > 0
}

function send(message: Message, step: Step): void {
  const { itemId: id, role } = message
  const item =
    role === 'system'
      ? { id, type: 'message' as const, role, content: message.content.flatMap((part) => textPart(part) ?? []) }
      : {
          id,
          type: 'message' as const,
          role,
          content: message.content.map((part) => textPart(part) ?? imagePart(part)),
        }
  step.do({ type: 'send', event: { type: 'conversation.item.create', item } })
  if (message.respond) step.raise({ type: 'response.wanted' })
}

type Part = Message['content'][number]
function textPart(part: Part): WireInputText | null {
  return part.type === 'input_text' ? { type: 'input_text', text: part.text } : null
}
function imagePart(part: Part): WireInputImage {
  const { imageUrl, detail } = part as InputImage
  return { type: 'input_image', image_url: imageUrl, ...(detail ? { detail } : {}) }
}
