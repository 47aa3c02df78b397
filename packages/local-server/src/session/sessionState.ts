import type { WireItem, WireMcpTool, WireMcpToolDefinition, WireVoice } from '@parley/core/protocol'
import type { EffectiveSession } from './effectiveSession.ts'
import type { ResponseState } from './responseState.ts'

/** One session and its one conversation. Immutable; audio bytes live beside it (`audioLedger.ts`), here are only lengths. */
export interface SessionState {
  readonly id: string
  readonly conversationId: string
  readonly kind: 'realtime' | 'transcription'
  readonly transport: 'websocket' | 'webrtc'
  /** State of the generator behind every id: the same seed and events give the same ids. */
  readonly random: number
  readonly pacing: Pacing
  /** The server's default for `silence_duration_ms`. */
  readonly silenceMs: number
  /** How long after the last sound the detector speaks of silence. */
  readonly detectorLagMs: number
  /** The effective session as it is echoed. */
  readonly config: EffectiveSession
  readonly expiresAtMs: number
  readonly items: readonly ConversationItem[]
  readonly input: InputState
  /** How much audio had come when the idle timer was started. */
  readonly idleFromMs: number
  readonly turn: TurnState
  /** Recognitions begun so far. */
  readonly attempts: number
  readonly recognitions: Readonly<Record<string, Recognition>>
  readonly responses: Readonly<Record<string, ResponseState>>
  /** The running response of the default conversation. */
  readonly activeResponseId: string | null
  /** A turn wants an answer; it begins as soon as no response of the conversation is running. */
  readonly responseQueued: boolean
  /** The voice that the user has heard; null before the first sound. From then on it stays. */
  readonly spokenVoice: WireVoice | null
  /** WebRTC only: the response whose sound the server still has to play. */
  readonly playingResponseId: string | null
  readonly mcpServers: Readonly<Record<string, McpServer>>
  readonly tokensUsed: number
  /** The agent will speak first, when the session has been configured. */
  readonly greets: boolean
  readonly closed: boolean
}

export interface Pacing {
  /** How many times faster than real time audio is sent. `Infinity`: all at once. */
  readonly rate: number
  /** Audio that may be ahead at once, before the rate applies. */
  readonly burstMs: number
  /** Length of one audio delta. */
  readonly chunkMs: number
}

export interface ConversationItem {
  readonly id: string
  /** Without audio bytes. */
  readonly wire: WireItem
  /** Milliseconds of audio held; null when the item has none. */
  readonly audioMs: number | null
  /** How that audio is divided among the parts that have some. */
  readonly partsMs: readonly number[]
  /** Assistant audio: how many characters of the transcript had been said at which millisecond. */
  readonly marks: readonly TranscriptMark[]
  /** What the user heard before the item was truncated, or what recognition found: for the responder, not for the wire. */
  readonly spoken: string | null
  readonly truncated: boolean
}

export interface TranscriptMark {
  readonly ms: number
  readonly characters: number
}

/** Positions count milliseconds of all audio written in the session. */
export interface InputState {
  readonly receivedMs: number
  /** Where the uncommitted buffer begins. */
  readonly bufferStartMs: number
}

export interface TurnState {
  /** Increases when the detector starts afresh; late windows of an older one are ignored. */
  readonly generation: number
  /** Where the detector's next window begins. */
  readonly heardMs: number
  /** Windows in a row that sounded like speech while nobody was speaking. */
  readonly onsetWindows: number
  readonly speaking: SpeakingTurn | null
}

export interface SpeakingTurn {
  readonly itemId: string
  readonly startMs: number
  /** Where the present silence began, or null while the user is heard. */
  readonly silenceStartMs: number | null
}

export interface Recognition {
  readonly status: 'pending' | 'done' | 'failed'
  /** Counts attempts for the same item: speech that resumed makes an earlier attempt worthless. */
  readonly attempt: number
  readonly text: string
  readonly deltas: readonly string[]
  /** The item is in the conversation, so its transcription may be announced. */
  readonly committed: boolean
  /** Announce it on the wire: the session had transcription when the item was committed. */
  readonly announce: boolean
  readonly audioMs: number
}

export interface McpServer {
  readonly itemId: string
  readonly definition: WireMcpToolDefinition
  readonly status: 'listing' | 'ready' | 'failed'
  readonly tools: readonly WireMcpTool[]
}
