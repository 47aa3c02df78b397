import type { WireInputImage, WireInputText } from '../protocol/index.ts'
import type { InputImage } from './snapshot.ts'
import type { EventNamed } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'
import { defineSlice, type Slice, type Step } from './slice.ts'

type Message = EventNamed<'message.sent'>

/** Some servers confirm nothing: of what was told to those, the last few. */
const mostUnconfirmed = 20

/** Slice: what the app says to the agent in text and images, now or at the next pause; kept until the server has it. */
export const message: Slice<'queuedMessages' | 'unconfirmed'> = defineSlice(['queuedMessages', 'unconfirmed'], {
  'message.sent': (state, event, step) => {
    if (event.when === 'interrupt') {
      // The cut is told to the server first: the message waits for it and comes back.
      step.raise({ type: 'interruption.wanted', scope: 'all', responseId: null })
      step.raise({ ...event, when: 'now' })
      return
    }
    if (event.when === 'queue' && isBusy(state)) return { queuedMessages: [...state.queuedMessages, event] }
    return send(state, event, step)
  },
  'conversation.item.added': confirm,
  'conversation.item.created': confirm,
  'conversation.item.done': confirm,
  // What was on its way when the connection was lost is in no history: an answer would come to a question nobody sees.
  'connection.readied': (state, _event, step) => {
    if (!state.link.attached) for (const sent of state.unconfirmed) tell(sent, step)
  },
  'response.done': (state, _event, step) => atPause(state, step),
  'playback.drained': (state, _event, step) => atPause(state, step),
  'playback.flushed': (state, _event, step) => atPause(state, step),
  'output_audio_buffer.stopped': (state, _event, step) => atPause(state, step),
  'pause.reached': (state, _event, step) => {
    const [first, ...rest] = state.queuedMessages
    if (!first || isBusy(state)) return
    // One that asks for no answer leaves room for the next.
    if (rest.length > 0) step.raise({ type: 'pause.reached' })
    return { ...send(state, first, step), queuedMessages: rest }
  },
  'connection.ended': (_state, event) => (event.willRetry ? undefined : { queuedMessages: [], unconfirmed: [] }),
})

function confirm(
  { unconfirmed }: SessionState,
  { item }: { item: { id?: string } },
): Pick<SessionState, 'unconfirmed'> {
  return { unconfirmed: unconfirmed.filter(({ itemId }) => itemId !== item.id) }
}

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

function send(state: SessionState, message: Message, step: Step): Pick<SessionState, 'unconfirmed'> {
  tell(message, step)
  if (message.respond) step.raise({ type: 'response.wanted' })
  return { unconfirmed: [...state.unconfirmed, message].slice(-mostUnconfirmed) }
}

function tell(message: Message, step: Step): void {
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
}

type Part = Message['content'][number]
function textPart(part: Part): WireInputText | null {
  return part.type === 'input_text' ? { type: 'input_text', text: part.text } : null
}
function imagePart(part: Part): WireInputImage {
  const { imageUrl, detail } = part as InputImage
  return { type: 'input_image', image_url: imageUrl, ...(detail ? { detail } : {}) }
}
