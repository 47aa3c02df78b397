import type { EventType, RealtimeSessionEvent } from '@parley/core'
import { conversationSpan } from './conversationSpan.ts'
import type { SessionLike } from './SessionLike.ts'

/** All events but those that cost something to make (audio, raw events) or come many times a second. */
const recorded = [
  'agent_start',
  'agent_end',
  'handoff',
  'tool_start',
  'tool_end',
  'tool_approval_required',
  'audio_end',
  'audio_started',
  'audio_drained',
  'audio_interrupted',
  'history_added',
  'transcription_failed',
  'guardrail_tripped',
  'input_audio_timeout_triggered',
  'connection_changed',
  'agent_state_changed',
  'usage_updated',
  'session_expiring',
  'mcp_tools_changed',
  'mcp_tool_call_completed',
  'error',
] as const satisfies readonly EventType[]

const limit = 200
const logs = new WeakMap<SessionLike, RealtimeSessionEvent[]>()

/** Keeps the last events of a session, so that what mounts later can catch up. */
export function recordEvents(session: SessionLike): void {
  if (logs.has(session)) return
  conversationSpan(session)
  const log: RealtimeSessionEvent[] = []
  logs.set(session, log)
  session.on(recorded, (event) => {
    log.push(event)
    if (log.length > limit) log.shift()
  })
}

export function recordedEvents(session: SessionLike): readonly RealtimeSessionEvent[] {
  return logs.get(session) ?? []
}
