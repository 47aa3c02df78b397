import type { WireContentPart, WireItem } from './items.ts'
import type { WireSession } from './sessionConfig.ts'

/**
 * Events a server sends. Everything that the service has been seen to omit is optional.
 * Unknown types arrive as `UnknownServerEvent` and pass through untouched.
 */
interface Base {
  event_id?: string | null
}
interface ResponseRef extends Base {
  response_id: string
  output_index: number
}
interface PartRef extends ResponseRef {
  item_id: string
  content_index: number
}
interface ItemRef extends Base {
  item_id: string
  content_index: number
}

export interface WireError {
  type?: string
  code?: string | null
  message: string
  param?: string | null
  event_id?: string | null
}

export interface WireTokenDetails {
  text_tokens?: number
  audio_tokens?: number
  image_tokens?: number
  cached_tokens?: number
  cached_tokens_details?: { text_tokens?: number; audio_tokens?: number; image_tokens?: number }
}
export interface WireUsage {
  total_tokens?: number
  input_tokens?: number
  output_tokens?: number
  input_token_details?: WireTokenDetails
  output_token_details?: WireTokenDetails
}
export interface WireResponse {
  id: string
  object?: 'realtime.response'
  status?: 'in_progress' | 'completed' | 'cancelled' | 'incomplete' | 'failed'
  status_details?: {
    type?: string
    reason?: string
    error?: { type?: string; code?: string | null; message?: string } | null
  } | null
  output?: WireItem[]
  /** Null for out-of-band responses. */
  conversation_id?: string | null
  output_modalities?: ('text' | 'audio')[]
  max_output_tokens?: number | 'inf'
  audio?: unknown
  usage?: WireUsage | null
  metadata?: Record<string, string> | null
}
/** Short names here (`audio`, `text`), long ones in items (`output_audio`, `output_text`): the asymmetry is the service's. */
export type WireResponsePart = { type: 'audio'; transcript?: string } | { type: 'text'; text?: string }

export type TranscriptionUsage =
  | {
      type: 'tokens'
      total_tokens: number
      input_tokens: number
      output_tokens: number
      input_token_details?: { text_tokens?: number; audio_tokens?: number }
    }
  | { type: 'duration'; seconds: number }

export interface ServerEventMap {
  'session.created': Base & { session: WireSession }
  'session.updated': Base & { session: WireSession }
  error: Base & { error: WireError }
  'conversation.created': Base & { conversation?: { id?: string; object?: string } }
  'rate_limits.updated': Base & {
    rate_limits: { name: string; limit: number; remaining: number; reset_seconds: number }[]
  }
  'conversation.item.added': Base & { previous_item_id?: string | null; item: WireItem }
  'conversation.item.done': Base & { previous_item_id?: string | null; item: WireItem }
  'conversation.item.created': Base & { previous_item_id?: string | null; item: WireItem }
  'conversation.item.retrieved': Base & { item: WireItem }
  'conversation.item.truncated': Base & { item_id: string; content_index: number; audio_end_ms: number }
  'conversation.item.deleted': Base & { item_id: string }
  'input_audio_buffer.speech_started': Base & { audio_start_ms: number; item_id: string }
  'input_audio_buffer.speech_stopped': Base & { audio_end_ms: number; item_id: string }
  'input_audio_buffer.committed': Base & { previous_item_id?: string | null; item_id: string }
  'input_audio_buffer.cleared': Base
  'input_audio_buffer.timeout_triggered': Base & { audio_start_ms: number; audio_end_ms: number; item_id: string }
  'input_audio_buffer.dtmf_event_received': Base & { event: string; received_at: number }
  'conversation.item.input_audio_transcription.delta': ItemRef & { delta: string; logprobs?: unknown }
  'conversation.item.input_audio_transcription.completed': ItemRef & {
    transcript: string
    usage?: TranscriptionUsage
    logprobs?: unknown
    languages?: unknown
  }
  'conversation.item.input_audio_transcription.failed': ItemRef & { error: WireError }
  'conversation.item.input_audio_transcription.segment': ItemRef & {
    id: string
    text: string
    speaker: string
    start: number
    end: number
  }
  'response.created': Base & { response: WireResponse }
  'response.done': Base & { response: WireResponse }
  'response.output_item.added': ResponseRef & { item: WireItem }
  'response.output_item.done': ResponseRef & { item: WireItem }
  'response.content_part.added': PartRef & { part: WireResponsePart | WireContentPart }
  'response.content_part.done': PartRef & { part: WireResponsePart | WireContentPart }
  'response.output_text.delta': PartRef & { delta: string }
  'response.output_text.done': PartRef & { text: string }
  'response.output_audio_transcript.delta': PartRef & { delta: string }
  'response.output_audio_transcript.done': PartRef & { transcript: string }
  'response.output_audio.delta': PartRef & { delta: string }
  'response.output_audio.done': PartRef
  'response.function_call_arguments.delta': ResponseRef & { item_id: string; call_id?: string; delta: string }
  'response.function_call_arguments.done': ResponseRef & {
    item_id: string
    call_id?: string
    name?: string
    arguments: string
  }
  'response.mcp_call_arguments.delta': ResponseRef & { item_id: string; delta: string }
  'response.mcp_call_arguments.done': ResponseRef & { item_id: string; arguments: string }
  'response.mcp_call.in_progress': Base & { item_id: string; output_index?: number }
  'response.mcp_call.completed': Base & { item_id: string; output_index?: number }
  'response.mcp_call.failed': Base & { item_id: string; output_index?: number }
  'mcp_list_tools.in_progress': Base & { item_id: string }
  'mcp_list_tools.completed': Base & { item_id: string }
  'mcp_list_tools.failed': Base & { item_id: string }
  'output_audio_buffer.started': Base & { response_id: string }
  'output_audio_buffer.stopped': Base & { response_id: string }
  'output_audio_buffer.cleared': Base & { response_id: string }
}

export type KnownServerEventType = keyof ServerEventMap
export type ServerEventOf<T extends KnownServerEventType> = { [K in T]: { type: K } & ServerEventMap[K] }[T]
export type KnownServerEvent = ServerEventOf<KnownServerEventType>

/** A valid event of a type that is not in the map; all its fields are kept. */
export interface UnknownServerEvent {
  type: string & { readonly __unknown?: never }
  [field: string]: unknown
}
export type ServerEvent = KnownServerEvent | UnknownServerEvent
