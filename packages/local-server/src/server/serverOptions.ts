import type { FaultPlan } from '../faults/faultPlan.ts'
import type { Clock } from '../clock.ts'
import type { Recognizer } from '../recognizer/recognizer.ts'
import type { Responder } from '../responder/responder.ts'
import type { McpConnector } from '../session/sessionPorts.ts'
import type { Pacing } from '../session/sessionState.ts'
import type { TurnDetector } from '../turn/turnDetector.ts'
import type { Voice } from '../voice/voice.ts'
import type { AccessRules } from './access.ts'

/** What a server is made of. Everything has a default but the parts that make and understand speech. */
export interface RealtimeServerOptions extends Partial<AccessRules> {
  /** Null: spoken turns are not detected; clients commit by hand. */
  detector: TurnDetector | null
  /** Null: audio is kept without words. */
  recognizer: Recognizer | null
  voice: Voice
  /** Default: rules that need nothing and call the session's tools. */
  responder?: Responder
  mcp?: McpConnector
  clock?: Clock
  /** The same seed and the same events give the same ids and choices. Default: a new one each time. */
  seed?: number
  /** The voice of sessions that name none. Default `marin`. */
  defaultVoice?: string
  /** Default 60 minutes, as on the service. */
  sessionDurationMs?: number
  /** Default `silence_duration_ms` of `server_vad`. Default 500. */
  silenceMs?: number
  /** Default: 200 ms deltas, 600 ms at once, then four times faster than real time. */
  pacing?: Partial<Pacing>
  /** When given, only these keys work, and a key is required. Default: any key, or none. */
  apiKeys?: readonly string[]
  /** What goes wrong in every session, unless its request says otherwise. Default: nothing. */
  faults?: FaultPlan
  /** Further model names to accept. */
  models?: readonly string[]
}
