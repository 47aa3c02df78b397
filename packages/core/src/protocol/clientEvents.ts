import type { WireItem, WireItemReference } from './items.ts'
import type {
  SessionConfig,
  TranscriptionSessionConfig,
  WireAudioFormat,
  WireTool,
  WireToolChoice,
  WireVoice,
} from './sessionConfig.ts'

/** Events a client sends. All may carry an `event_id`, of which the service takes at most 512 characters. */
interface ClientEventBase {
  event_id?: string
}

export interface SessionUpdateEvent extends ClientEventBase {
  type: 'session.update'
  session: SessionConfig | TranscriptionSessionConfig
}
export interface InputAudioAppendEvent extends ClientEventBase {
  type: 'input_audio_buffer.append'
  /** Base64 in the session's input format; at most 15 MiB. */
  audio: string
}
export interface InputAudioCommitEvent extends ClientEventBase {
  type: 'input_audio_buffer.commit'
}
export interface InputAudioClearEvent extends ClientEventBase {
  type: 'input_audio_buffer.clear'
}
/** WebRTC and SIP only. */
export interface OutputAudioClearEvent extends ClientEventBase {
  type: 'output_audio_buffer.clear'
}
export interface ItemCreateEvent extends ClientEventBase {
  type: 'conversation.item.create'
  item: WireItem
  /** Absent or null: append. `root`: insert first. An id: insert after it. */
  previous_item_id?: string | null
}
export interface ItemRetrieveEvent extends ClientEventBase {
  type: 'conversation.item.retrieve'
  item_id: string
}
export interface ItemTruncateEvent extends ClientEventBase {
  type: 'conversation.item.truncate'
  item_id: string
  content_index: number
  /** Milliseconds, an integer, never more than the audio received. */
  audio_end_ms: number
}
export interface ItemDeleteEvent extends ClientEventBase {
  type: 'conversation.item.delete'
  item_id: string
}
export interface ResponseParams {
  conversation?: 'auto' | 'none'
  input?: (WireItem | WireItemReference)[]
  instructions?: string
  output_modalities?: ('text' | 'audio')[]
  audio?: { output?: { format?: WireAudioFormat; voice?: WireVoice } }
  tools?: WireTool[]
  tool_choice?: WireToolChoice
  parallel_tool_calls?: boolean
  reasoning?: { effort: string }
  max_output_tokens?: number | 'inf'
  prompt?: { id: string; version?: string; variables?: Record<string, unknown> } | null
  metadata?: Record<string, string> | null
}
export interface ResponseCreateEvent extends ClientEventBase {
  type: 'response.create'
  response?: ResponseParams
}
export interface ResponseCancelEvent extends ClientEventBase {
  type: 'response.cancel'
  response_id?: string
}

export type ClientEvent =
  | SessionUpdateEvent
  | InputAudioAppendEvent
  | InputAudioCommitEvent
  | InputAudioClearEvent
  | OutputAudioClearEvent
  | ItemCreateEvent
  | ItemRetrieveEvent
  | ItemTruncateEvent
  | ItemDeleteEvent
  | ResponseCreateEvent
  | ResponseCancelEvent

export type ClientEventType = ClientEvent['type']
