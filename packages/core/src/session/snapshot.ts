import type { MicrophoneState, SpeakerState } from '../audio/audioPorts.ts'
import type { RealtimeError } from '../errors.ts'

/** What a session shows of itself: plain, immutable data. Unchanged parts keep their identity from one snapshot to the next. */

/** `error` needs the user; `close()` ends in `disconnected`. */
export type ConnectionStatus = 'disconnected' | 'connecting' | 'connected' | 'reconnecting' | 'error'
export type ConnectionState =
  | { status: 'disconnected'; reason?: string }
  | { status: 'connecting' }
  | { status: 'error'; error: RealtimeError }
  | {
      status: 'connected'
      sessionId: string
      transport: 'webrtc' | 'websocket' | (string & {})
      /** True when the first choice of transport could not connect. */
      fallback: boolean
    }
  | { status: 'reconnecting'; attempt: number; nextRetryAt: number; error: RealtimeError }

/** `listening`: the user holds the floor. */
export type AgentState = 'initializing' | 'idle' | 'listening' | 'thinking' | 'speaking'
export type Activity = 'tool' | 'response' | null
export interface AgentActivity {
  state: AgentState
  activity: Activity
  userSpeaking: boolean
  /** When `state` began, in ms since the epoch. */
  since: number
}

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete'
export interface ItemBase {
  readonly id: string
  readonly status: ItemStatus
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly responseId?: string
  readonly agentName?: string
}
export interface InputText {
  type: 'input_text'
  text: string
}
export interface InputImage {
  type: 'input_image'
  imageUrl: string
  detail?: 'auto' | 'low' | 'high'
}
export interface InputAudio {
  type: 'input_audio'
  transcript: string | null
  transcription: 'off' | 'pending' | 'done' | 'failed'
  /** Only when `historyStoreAudio` is on. */
  audio?: Uint8Array
}
export interface OutputText {
  type: 'output_text'
  text: string
}
/**
 * `transcript === heard + unheard`, cut at a word boundary, moving at most once a word; `unheard` is '' once all was played.
 * The cut is an estimate: it comes from when each piece of text arrived against the audio received by then.
 */
export interface OutputAudio {
  type: 'output_audio'
  transcript: string
  heard: string
  unheard: string
  heardMs: number
  durationMs: number
  /** Only when `historyStoreAudio` is on. */
  audio?: Uint8Array
}
export interface UserMessageItem extends ItemBase {
  readonly type: 'message'
  readonly role: 'user'
  readonly content: readonly (InputText | InputAudio | InputImage)[]
}
export interface SystemMessageItem extends ItemBase {
  readonly type: 'message'
  readonly role: 'system'
  readonly content: readonly InputText[]
}
export interface AssistantMessageItem extends ItemBase {
  readonly type: 'message'
  readonly role: 'assistant'
  readonly content: readonly (OutputText | OutputAudio)[]
  readonly interrupted: boolean
}
/** The call and its output are one item. */
export interface FunctionCallItem extends ItemBase {
  readonly type: 'function_call'
  readonly callId: string
  readonly name: string
  readonly arguments: string
  readonly output: string | null
}
export interface McpCallItem extends ItemBase {
  readonly type: 'mcp_call'
  readonly serverLabel: string
  readonly name: string
  readonly arguments: string
  readonly output: string | null
  readonly error: string | null
}
export type MessageItem = UserMessageItem | SystemMessageItem | AssistantMessageItem
export type RealtimeItem = MessageItem | FunctionCallItem | McpCallItem

export interface UserInput {
  content: readonly (InputText | InputImage)[]
}

export type TranscriptStatus = 'partial' | 'final' | 'interrupted' | 'failed'
/** One row of a transcript, ready to be shown. */
export interface TranscriptItem {
  id: string
  role: 'user' | 'assistant' | 'tool' | 'system'
  status: TranscriptStatus
  text: string
  heard: string
  unheard: string
  words?: readonly { text: string; startMs: number; endMs: number }[]
  agentName?: string
  startedAt: number
  endedAt?: number
  toolCall?: ToolCallView
}

export type ToolStatus =
  | 'pending'
  | 'awaiting_approval'
  | 'running'
  | 'done'
  | 'failed'
  | 'rejected'
  | 'expired'
  | 'cancelled'
export interface ToolCallView {
  callId: string
  itemId: string
  name: string
  /** Parsed; the raw text where it is not JSON. */
  arguments: unknown
  output?: string
  error?: RealtimeError
  status: ToolStatus
  agentName: string
  startedAt: number
  expiresAt?: number
}

export interface TokenDetails {
  text: number
  audio: number
  image: number
  cached: number
}
export interface Usage {
  requests: number
  inputTokens: number
  outputTokens: number
  totalTokens: number
  inputDetails: TokenDetails
  outputDetails: TokenDetails
  /** In the currency of the price table; absent without one. */
  cost?: number
}
/** Per million tokens, by model name. */
export type PriceTable = Record<
  string,
  { inputText: number; inputAudio: number; cached: number; outputText: number; outputAudio: number }
>

/**
 * Times in ms since the epoch, as the user heard them. The end of the speech is the server's word: with `server_vad` less the
 * silence that ends a turn, with `semantic_vad` the moment it took the turn to be over.
 */
export interface TurnTiming {
  responseId: string
  userSpeechEndAt?: number
  /** When the service took the turn for over: later than the speech by the silence it waits for. */
  turnEndAt?: number
  firstDeltaAt?: number
  firstSampleAt?: number
  /** From the end of the user's speech to the first audible sample. */
  toFirstAudioMs?: number
}
export interface Metrics {
  /** The last 50. */
  turns: readonly TurnTiming[]
  underruns: number
  /** Microphone audio that reached nobody: it could not be sent, or a call was being made again. */
  droppedAudioMs: number
  /** The network there and back: measured every five seconds over WebRTC, absent over WebSocket. */
  rttMs?: number
}

/** Immutable. Items and derived answers are read through the selectors only. */
export interface SessionSnapshot {
  readonly connection: ConnectionState
  readonly agentName: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | null
  readonly muted: boolean
  readonly microphone: MicrophoneState
  readonly speaker: SpeakerState
  readonly toolCalls: readonly ToolCallView[]
  readonly usage: Usage
  readonly metrics: Metrics
  readonly lastError: RealtimeError | null
}
