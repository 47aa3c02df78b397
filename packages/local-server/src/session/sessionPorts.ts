import type { WireMcpTool, WireMcpToolDefinition } from '@parley/core/protocol'
import type { Recognizer } from '../recognizer/recognizer.ts'
import type { Responder } from '../responder/responder.ts'
import type { TurnDetector } from '../turn/turnDetector.ts'
import type { Voice } from '../voice/voice.ts'
import type { Clock } from '../clock.ts'
import type { McpOutcome } from './responseState.ts'

/** What a session works with. Null parts are missing: without them the server is deaf, or hears no turns. */
export interface SessionPorts {
  clock: Clock
  detector: TurnDetector | null
  recognizer: Recognizer | null
  responder: Responder
  voice: Voice
  mcp: McpConnector
  /** WebRTC only. */
  playout?: Playout
}

/** Talks to remote tool servers. */
export interface McpConnector {
  listTools(definition: WireMcpToolDefinition): Promise<readonly WireMcpTool[]>
  callTool(definition: WireMcpToolDefinition, name: string, args: string, signal: AbortSignal): Promise<McpOutcome>
}

/** Plays in real time what the session produces faster. It reports by `playout.*` events. */
export interface Playout {
  /** 24 kHz samples. */
  play(responseId: string, itemId: string, samples: Int16Array): void
  /** Nothing more will come for this response. */
  end(responseId: string): void
  flush(responseId: string): void
}
