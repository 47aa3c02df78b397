import type { WireAudioFormat, WireItem, WireTool, WireToolChoice, WireVoice } from '@parley/core/protocol'
import type { TranscriptMark } from './sessionState.ts'

/** One response while it runs. It is forgotten after `response.done`. */
export interface ResponseState {
  readonly id: string
  readonly outOfBand: boolean
  /** `waiting`: the user's words are still being recognised; the responder has not been asked. */
  readonly phase: 'waiting' | 'running'
  readonly params: ResponseSettings
  readonly output: readonly WireItem[]
  readonly message: OpenMessage | null
  /** WebRTC: its sound was cleared; what it still says is written and not played. */
  readonly cleared: boolean
  /** What the responder wants, in order; `cursor` is the one being sent. */
  readonly segments: readonly Segment[]
  readonly cursor: number
  /** Text that is not yet a whole sentence. */
  readonly carry: string
  readonly firstAudioAtMs: number | null
  readonly sentAudioMs: number
  readonly textTokens: number
  readonly inputTokens: { readonly text: number; readonly audio: number; readonly image: number }
}

export interface ResponseSettings {
  readonly modality: 'audio' | 'text'
  readonly instructions: string
  readonly tools: readonly WireTool[]
  readonly toolChoice: WireToolChoice
  readonly parallelToolCalls: boolean
  readonly voice: WireVoice
  readonly format: WireAudioFormat
  readonly speed: number
  readonly maxOutputTokens: number | 'inf'
  readonly metadata: Record<string, string> | null
  /** Replaces the conversation as context. */
  readonly input: readonly WireItem[] | null
}

/** The message item being written. */
export interface OpenMessage {
  readonly itemId: string
  readonly outputIndex: number
  readonly text: string
  readonly audioMs: number
  readonly marks: readonly TranscriptMark[]
}

export type Segment =
  | {
      readonly kind: 'speech'
      readonly text: string
      /** Null until the voice has answered. */
      readonly samples: Int16Array | null
      readonly sentSamples: number
      readonly sentCharacters: number
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: string }
  | {
      readonly kind: 'mcpCall'
      readonly serverLabel: string
      readonly name: string
      readonly arguments: string
      readonly itemId: string | null
      readonly approvalRequestId: string | null
      readonly outcome: McpOutcome | null
    }
  | { readonly kind: 'end'; readonly status: 'completed' | 'incomplete' | 'failed'; readonly details: EndDetails }

export type EndDetails =
  | null
  | { readonly reason: 'max_output_tokens' | 'content_filter' }
  | { readonly error: { readonly type: string; readonly code: string | null; readonly message: string } }

export type McpOutcome =
  | { readonly output: string }
  | { readonly error: { readonly type: string; readonly code?: number; readonly message: string } }
