import type { MicrophoneState, PlaybackPosition, SpeakerState } from '../audio/audioPorts.ts'
import type { RealtimeError } from '../errors.ts'
import type { ClientEvent, KnownServerEvent, ResponseParams, SessionConfig, WireItem } from '../protocol/index.ts'
import type { RealtimeItem, UserInput } from './snapshot.ts'

/** What the app asked for. While the session connects, reconnects or cuts playback, these wait in order. */
export type CommandEvent =
  | {
      type: 'message.sent'
      itemId: string
      role: 'user' | 'system'
      content: UserInput['content']
      when: 'now' | 'queue' | 'interrupt'
      respond: boolean
    }
  | { type: 'response.asked'; params: ResponseParams | null }
  | { type: 'interruption.asked'; scope: 'all' | 'response' | 'playback'; responseId: string | null }
  | { type: 'turn.started' }
  | { type: 'turn.ended' }
  | { type: 'turn.cancelled' }
  | { type: 'audio.committed' }
  | { type: 'tool.decided'; callId: string; approve: boolean; always: boolean; message: string | null }
  | { type: 'settings.computed'; requestId: string; config: SessionConfig; agent: { key: string; name: string } | null }
  | {
      type: 'history.edited'
      deletes: readonly string[]
      creates: readonly { item: WireItem; previousId: string | null }[]
    }
  | { type: 'event.sent'; event: ClientEvent }

/** What the ports and the runners of effects report. */
export type ReportEvent =
  | { type: 'connection.asked'; agentKey: string; agentName: string }
  | { type: 'connection.closeAsked'; reason: string | null }
  | { type: 'history.restored'; items: readonly RealtimeItem[] }
  | {
      type: 'transport.opened'
      generation: number
      kind: string
      audio: 'frames' | 'track'
      fallback: boolean
      attached: boolean
      config: SessionConfig
    }
  | { type: 'transport.failed'; generation: number; error: RealtimeError }
  | { type: 'transport.closed'; generation: number; error: RealtimeError | null }
  | { type: 'network.changed'; online: boolean }
  | { type: 'network.measured'; rttMs: number }
  | { type: 'timer.fired'; id: string }
  | {
      type: 'audio.received'
      itemId: string
      contentIndex: number
      responseId: string
      byteLength: number
      /** Null where the audio is played without passing through the fold, and in traces. */
      bytes: Uint8Array | null
    }
  | { type: 'audio.stored'; itemId: string; contentIndex: number; bytes: Uint8Array }
  | { type: 'audio.dropped'; ms: number }
  | { type: 'playback.started'; itemId: string; contentIndex: number }
  | ({ type: 'playback.positioned' } & PlaybackPosition)
  | ({ type: 'playback.drained' } & PlaybackPosition)
  | { type: 'playback.flushed'; items: readonly PlaybackPosition[] }
  | { type: 'playback.underran'; ms: number }
  | { type: 'microphone.changed'; state: MicrophoneState }
  | { type: 'microphone.muted'; muted: boolean }
  | { type: 'speaker.changed'; state: SpeakerState }
  | { type: 'tool.asked'; callId: string }
  /** Not offered here, and not ours to answer: whoever configured the session has it. */
  | { type: 'tool.left'; callId: string }
  | { type: 'tool.started'; callId: string }
  | {
      type: 'tool.finished'
      callId: string
      output: string
      outcome: 'done' | 'failed' | 'rejected' | 'cancelled'
      /** Whether the model is asked to answer the output. */
      respond: boolean
      /** False where nothing is told to the model. */
      send: boolean
      error: RealtimeError | null
    }
  | { type: 'handoff.resolved'; callId: string; agentKey: string; agentName: string; config: SessionConfig }
  | { type: 'handoff.applied'; callId: string; agentKey: string; agentName: string; config: SessionConfig }
  | {
      type: 'guardrail.checked'
      responseId: string
      itemId: string
      agentKey: string
      tripped: readonly { name: string; info?: unknown; hint: string }[]
      final: boolean
    }
  | { type: 'send.failed'; eventType: string; eventId: string | null; error: RealtimeError }
  | { type: 'error.reported'; error: RealtimeError }

/** What one slice tells another inside the same step. */
export type RaisedEvent =
  /** `since`: when the connection before was lost or given up; null for the first one. */
  | { type: 'connection.readied'; generation: number; since: number | null }
  | { type: 'connection.ended'; error: RealtimeError | null; willRetry: boolean }
  | { type: 'connection.finished'; error: RealtimeError | null }
  | { type: 'pause.reached' }
  | { type: 'response.wanted' }
  | { type: 'interruption.wanted'; scope: 'all' | 'response' | 'playback'; responseId: string | null }

export type LocalEvent = CommandEvent | ReportEvent | RaisedEvent
/** Everything a session folds. Server events keep the server's own names. */
export type SessionEvent = KnownServerEvent | LocalEvent
export type EventNamed<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>

/** An event with its time, in ms since the epoch: slices read no clock. */
export interface Stamped {
  readonly at: number
  readonly event: SessionEvent
}
