import { initialActivity } from './activity.ts'
import type { CutState } from './bargeIn.ts'
import type { ConnectionKeys } from './connection.ts'
import type { GuardrailsState } from './guardrail.ts'
import type { ItemsState } from './items.ts'
import { emptyTable } from './itemTable.ts'
import type { MediaKeys } from './microphone.ts'
import type { PlaybackState } from './playback.ts'
import type { ResponseState } from './response.ts'
import type { SessionOptions, SessionState } from './sessionState.ts'
import type { SettingsState } from './settings.ts'
import type { TokenDetails, Usage } from './snapshot.ts'
import type { ToolsState } from './toolCallState.ts'
import type { TurnState } from './turn.ts'
import type { UsageKeys } from './usage.ts'

/** The state before anything happened. Apart from the slices, so that it is there before they are. */
export function initialState(options: SessionOptions, agentKey: string, agentName: string): SessionState {
  return {
    options,
    ...initialConnection,
    ...initialMedia,
    ...initialUsage,
    agentName,
    lastError: null,
    activity: initialActivity,
    settings: initialSettings(agentKey),
    items: initialItems(),
    turn: initialTurn,
    response: initialResponse,
    playback: initialPlayback,
    cut: initialCut,
    toolCalls: [],
    tools: initialTools,
    guardrails: initialGuardrails,
    queuedMessages: [],
    unconfirmed: [],
    waiting: [],
  }
}

export const initialCut: CutState = { pending: false, dropping: [], cancelled: [], cancelNext: false }

export const initialGuardrails: GuardrailsState = { checked: {}, tripped: [], held: [] }

export const initialPlayback: PlaybackState = { parts: [], sounding: null, track: null }

export const initialResponse: ResponseState = {
  active: null,
  sent: null,
  queue: [],
  known: [],
  latest: null,
  count: 0,
  owed: false,
}

export const initialTurn: TurnState = {
  userSpeaking: false,
  pressedAt: null,
  awaiting: false,
  speechEndAt: null,
  turnEndAt: null,
}

export const initialTools: ToolsState = { calls: {}, running: 0, sticky: {}, finished: [], mcpTools: [] }

export const initialConnection: ConnectionKeys = {
  connection: { status: 'disconnected' },
  expiresAt: null,
  link: {
    generation: 0,
    open: false,
    closing: false,
    sessionId: '',
    kind: '',
    audio: 'frames',
    fallback: false,
    attached: false,
    retry: null,
    everConnected: false,
    online: true,
    rolloverDue: false,
  },
}

export const initialItems = (): ItemsState => ({ table: emptyTable(), unheard: [] })

const noTokens: TokenDetails = { text: 0, audio: 0, image: 0, cached: 0 }
export const noUsage: Usage = {
  requests: 0,
  inputTokens: 0,
  outputTokens: 0,
  totalTokens: 0,
  inputDetails: noTokens,
  outputDetails: noTokens,
}
export const initialUsage: UsageKeys = { usage: noUsage, metrics: { turns: [], underruns: 0, droppedAudioMs: 0 } }

export const initialSettings = (agentKey: string): SettingsState => ({
  agentKey,
  hasPrompt: false,
  inputFormat: 'pcm',
  outputFormat: 'pcm',
  transcribes: false,
  manual: false,
  interrupts: true,
  createsResponse: true,
  silenceMs: 0,
  voice: null,
  model: null,
  voiceLocked: false,
  voiceWarned: false,
  pending: [],
  updates: 0,
})

const initialMedia: MediaKeys = {
  microphone: { status: 'off' },
  speaker: { devices: [], deviceId: null, volume: 1, muted: false, blocked: false },
  muted: false,
}
