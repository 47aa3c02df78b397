import type { WireAudioFormat, WireItem, WireMcpToolDefinition } from '@parley/core/protocol'
import type { ResponderRequest } from '../responder/responder.ts'

/** What a session wants done outside. Only `runEffect.ts` performs these. */
export type Effect =
  | { type: 'send'; event: OutgoingEvent }
  /** `event.delta` is filled with these samples of the sentence `speech`, in `format`. */
  | { type: 'sendAudio'; event: OutgoingEvent; speech: Int16Array; from: number; to: number; format: WireAudioFormat }
  /** `event.item` gets the audio held for it, divided among its parts. */
  | {
      type: 'sendItem'
      event: OutgoingEvent & { item: WireItem }
      partsMs: readonly number[]
      format: WireAudioFormat
    }
  | { type: 'close'; code: number; reason: string }
  | { type: 'startTimer'; timer: string; delayMs: number }
  | { type: 'stopTimer'; timer: string }
  | { type: 'decodeInput'; audio: string; format: WireAudioFormat; eventId: string | null }
  | { type: 'commitInput'; itemId: string; fromMs: number; toMs: number }
  | { type: 'dropInput'; beforeMs: number }
  /** What is appended next does not continue what was appended before. */
  | { type: 'restartInput' }
  /** Begin to listen, or (`generation: null`) stop. */
  | { type: 'listen'; generation: number | null }
  | { type: 'recognize'; itemId: string; attempt: number; fromMs: number; toMs: number; language: string | null }
  | { type: 'recognizeItem'; itemId: string; attempt: number; language: string | null }
  | { type: 'abandonRecognition'; itemId: string }
  | { type: 'keepItemAudio'; itemId: string; parts: readonly string[]; format: WireAudioFormat }
  | { type: 'addItemAudio'; itemId: string; samples: Int16Array }
  | { type: 'cutItemAudio'; itemId: string; endMs: number }
  | { type: 'dropItemAudio'; itemId: string }
  | { type: 'respond'; responseId: string; request: ResponderRequest }
  /** Prepares the voice for the beginning of an answer that is likely. */
  | { type: 'rehearse'; request: ResponderRequest; voice: string; speed: number }
  | { type: 'abortResponse'; responseId: string }
  | { type: 'synthesize'; responseId: string; segment: number; text: string; voice: string; speed: number }
  | { type: 'listMcpTools'; definition: WireMcpToolDefinition }
  | {
      type: 'callMcpTool'
      responseId: string
      itemId: string
      definition: WireMcpToolDefinition
      name: string
      arguments: string
    }
  /** WebRTC: hand samples to the playout queue, close it for this response, or drop what has not been played. */
  | { type: 'play'; responseId: string; itemId: string; samples: Int16Array }
  | { type: 'endPlayout'; responseId: string }
  | { type: 'flushPlayout'; responseId: string }

/** A server event with its `event_id`, ready to be serialised. */
export interface OutgoingEvent {
  type: string
  event_id: string
  [field: string]: unknown
}
