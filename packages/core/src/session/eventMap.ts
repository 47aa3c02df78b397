import type { RealtimeAgent } from '../agent/realtimeAgent.ts'
import type { RealtimeError } from '../errors.ts'
import type { ClientEvent, ServerEvent } from '../protocol/index.ts'
import type { AudioFormat } from '../settings/modelSettings.ts'
import type { Activity, AgentState, ConnectionState, RealtimeItem, Usage } from './snapshot.ts'

/** Payloads of the events an app iterates or listens to; each also has `type` and `at`, in ms since the epoch. */
export interface SessionEventMap<C = unknown> {
  agent_start: { agent: RealtimeAgent<C>; responseId: string }
  agent_end: { agent: RealtimeAgent<C>; responseId: string; output: string }
  handoff: { fromAgent: RealtimeAgent<C>; toAgent: RealtimeAgent<C> }
  tool_start: { agent: RealtimeAgent<C>; tool: { name: string }; callId: string; arguments: string }
  /** Always after a `tool_start`. */
  tool_end: {
    agent: RealtimeAgent<C>
    tool: { name: string }
    callId: string
    arguments: string
    output: string
    outcome: 'done' | 'failed' | 'rejected' | 'cancelled'
  }
  tool_approval_required: {
    agent: RealtimeAgent<C>
    tool: { name: string }
    callId: string
    arguments: string
    source: 'function' | 'mcp'
  }
  /** WebSocket only, and only while listened for. */
  audio: { audio: { data: Uint8Array; format: AudioFormat; itemId: string; contentIndex: number; responseId: string } }
  /** Generation is over; the sound may still be playing. */
  audio_end: { itemId: string; contentIndex: number }
  /** The player's clock: the first sample of the item left it. */
  audio_started: { itemId: string }
  audio_drained: { itemId: string; heardMs: number }
  audio_interrupted: { itemId: string; contentIndex: number; heardMs: number }
  history_added: { item: RealtimeItem }
  /** Once per applied batch, additions too. */
  history_updated: { history: readonly RealtimeItem[]; changedIds: readonly string[] }
  transcript_delta: { itemId: string; contentIndex: number; role: 'user' | 'assistant'; delta: string }
  transcription_failed: { itemId: string; error: RealtimeError }
  guardrail_tripped: {
    agent: RealtimeAgent<C>
    results: readonly { name: string; info?: unknown }[]
    message: string
    itemId: string
    responseId: string
  }
  input_audio_timeout_triggered: { itemId: string; audioStartMs: number; audioEndMs: number }
  connection_changed: { connection: ConnectionState }
  agent_state_changed: { state: AgentState; activity: Activity; userSpeaking: boolean }
  usage_updated: { response: Usage; total: Usage }
  session_expiring: { expiresAt: number; rollover: boolean }
  mcp_tools_changed: { tools: readonly { serverLabel: string; name: string }[] }
  mcp_tool_call_completed: { itemId: string; output: string | null }
  error: { error: RealtimeError }
  /** Before the events derived from it, only while listened for. Audio is left out: its bytes are in `audio`. */
  raw_model_event: { data: ServerEvent }
  /** What was sent, audio left out. Made only while listened for by its name or by `'*'`; iterators do not see it. */
  raw_client_event: { data: ClientEvent }
}

export type EventType = keyof SessionEventMap
export type EventOf<T extends EventType, C = unknown> = {
  [K in T]: { readonly type: K; readonly at: number } & Readonly<SessionEventMap<C>[K]>
}[T]
export type RealtimeSessionEvent<C = unknown> = EventOf<EventType, C>
