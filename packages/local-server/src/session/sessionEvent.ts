import type { WireMcpTool } from '@parley/core/protocol'
import type { ResponderPart } from '../responder/responder.ts'
import type { Issue } from '../validation/check.ts'
import type { McpOutcome } from './responseState.ts'

/** Everything that can happen to a session. The time comes beside it, so that no slice reads a clock. */
export type SessionEvent =
  | { type: 'session.opened' }
  /** Any JSON value, not yet checked. */
  | { type: 'client.event'; event: unknown }
  /** A frame that is not even JSON text. */
  | { type: 'client.unreadable'; issue: Issue }
  /** The answer to `decodeInput`; null when it was not base64. */
  | { type: 'input.decoded'; durationMs: number | null; eventId: string | null }
  /** Audio that came by a media track. */
  | { type: 'input.media'; durationMs: number }
  /** The audio of an item that the client made. */
  | { type: 'item.audioKept'; itemId: string; partsMs: readonly number[] }
  | { type: 'detector.window'; generation: number; probability: number }
  | { type: 'recognition.partial'; itemId: string; attempt: number; delta: string }
  | { type: 'recognition.done'; itemId: string; attempt: number; text: string | null }
  | { type: 'responder.part'; responseId: string; part: ResponderPart }
  | { type: 'responder.ended'; responseId: string }
  | { type: 'responder.failed'; responseId: string; message: string }
  | { type: 'voice.done'; responseId: string; segment: number; samples: Int16Array }
  | { type: 'mcp.listed'; serverLabel: string; tools: readonly WireMcpTool[] | null }
  | { type: 'mcp.called'; responseId: string; itemId: string; outcome: McpOutcome }
  | { type: 'timer.fired'; timer: string }
  | PlayoutEvent

/** WebRTC only: what happens to a response's audio on its way out. */
export type PlayoutEvent =
  | { type: 'playout.started'; responseId: string }
  | { type: 'playout.drained'; responseId: string }
  | { type: 'playout.flushed'; responseId: string; itemId: string; playedMs: number }
