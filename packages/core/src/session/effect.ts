import type { ClientEvent, SessionConfig } from '../protocol/index.ts'
import type { RealtimeError } from '../errors.ts'
import type { PublicEvent } from './publicEvent.ts'

/** Something to be done outside the fold, described as data. `runEffect.ts` is the only file that performs them, in order. */
export type Effect =
  | { type: 'send'; event: ClientEvent }
  /** Tells the app. */
  | { type: 'emit'; event: PublicEvent }
  /** Computes the settings, gets credentials and opens a transport. */
  | { type: 'connection.open'; generation: number }
  | { type: 'connection.close'; generation: number }
  /** The connection can carry commands: `connect()` resolves, waiting audio is sent. */
  | { type: 'connection.ready' }
  /** The conversation is over: devices are released, iterators end. */
  | { type: 'connection.over'; error: RealtimeError | null }
  | { type: 'timer.start'; id: string; ms: number }
  | { type: 'timer.cancel'; id: string }
  | { type: 'playback.play'; itemId: string; contentIndex: number; responseId: string; bytes: Uint8Array }
  | { type: 'playback.end'; itemId: string; contentIndex: number }
  | { type: 'playback.flush' }
  | { type: 'playback.hold'; responseId: string; held: boolean }
  | { type: 'microphone.hold'; held: boolean }
  | { type: 'microphone.mute'; muted: boolean }
  | { type: 'tool.dispatch'; callId: string }
  | { type: 'tool.run'; callId: string }
  | { type: 'tool.reject'; callId: string; message: string | null }
  | { type: 'tool.abort'; scope: 'interruption' | 'all' }
  | { type: 'handoff.apply'; callId: string; agentKey: string; config: SessionConfig }
  | {
      type: 'guardrail.check'
      agentKey: string
      responseId: string
      itemId: string
      text: string
      final: boolean
    }
  /** Resolves or rejects the promise of `updateAgent` or `updateSettings`. */
  | { type: 'request.settle'; requestId: string; error: RealtimeError | null }
