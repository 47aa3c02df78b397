import type { PriceTable, SessionSnapshot } from './snapshot.ts'
import type { ActivityState } from './activity.ts'
import type { ConnectionKeys } from './connection.ts'
import type { CutState } from './bargeIn.ts'
import type { GuardrailsState } from './guardrail.ts'
import type { ItemsState } from './items.ts'
import type { MediaKeys } from './microphone.ts'
import type { PlaybackState } from './playback.ts'
import type { ResponseState } from './response.ts'
import type { SettingsState } from './settings.ts'
import type { ToolsState } from './toolCallState.ts'
import type { TurnState } from './turn.ts'
import type { UsageKeys } from './usage.ts'
import type { CommandEvent, EventNamed } from './sessionEvent.ts'

/** What never changes while a session lives, as data, so that a trace replays under the same rules. */
export interface SessionOptions {
  readonly debounceTextLength: number
  readonly holdBack: boolean
  readonly storeAudio: boolean
  /** Settings and missing tools are another's business: the server that made the secret, or the sideband. */
  readonly managed: boolean
  readonly approvalTimeoutMs: number | null
  readonly prices: PriceTable | null
  readonly reconnect: ReconnectOptions | null
}
export interface ReconnectOptions {
  readonly giveUpAfterMs: number
  readonly baseDelayMs: number
  readonly maxDelayMs: number
  readonly rollover: boolean
  /** 0 to 1, drawn once, so that many clients do not return at the same moment. */
  readonly jitterSeed: number
}

/** The whole truth of a session: what the app sees of it, and what the slices keep for themselves. Immutable. */
export interface SessionState extends SessionSnapshot, ConnectionKeys, MediaKeys, UsageKeys {
  readonly options: SessionOptions
  readonly activity: ActivityState
  readonly settings: SettingsState
  readonly items: ItemsState
  readonly turn: TurnState
  readonly response: ResponseState
  readonly playback: PlaybackState
  readonly cut: CutState
  readonly tools: ToolsState
  readonly guardrails: GuardrailsState
  /** Messages for the next pause. */
  readonly queuedMessages: readonly EventNamed<'message.sent'>[]
  /** Messages that were sent, and of which the server has said nothing yet. */
  readonly unconfirmed: readonly EventNamed<'message.sent'>[]
  /** Commands that wait for the connection, or for playback to be cut. */
  readonly waiting: readonly CommandEvent[]
}
