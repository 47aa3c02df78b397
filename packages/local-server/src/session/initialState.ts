import type { SessionConfig, TranscriptionSessionConfig } from '@parley/core/protocol'
import { defaultConfig } from './defaults.ts'
import { mergeSession } from './mergeSession.ts'
import type { Pacing, SessionState } from './sessionState.ts'
import { newId } from './step.ts'

export interface InitialOptions {
  kind: 'realtime' | 'transcription'
  transport: 'websocket' | 'webrtc'
  model: string
  /** The configuration of the client secret or the call. */
  config: SessionConfig | TranscriptionSessionConfig | null
  voice: string
  silenceMs: number
  now: number
  durationMs: number
  seed: number
  pacing: Pacing
  detectorLagMs: number
  greets: boolean
}

export function initialState(options: InitialOptions): SessionState {
  const dice = { random: options.seed | 0 }
  const id = newId(dice, 'sess')
  const conversationId = newId(dice, 'conv')
  const expiresAtMs = options.now + options.durationMs
  const { kind, model, voice, silenceMs } = options
  const defaults = defaultConfig({ kind, id, model, expiresAtMs, voice, silenceMs })
  const merged = options.config ? mergeSession(defaults, options.config, silenceMs) : defaults
  return {
    id,
    conversationId,
    kind,
    transport: options.transport,
    random: dice.random,
    pacing: options.pacing,
    silenceMs,
    detectorLagMs: options.detectorLagMs,
    config: kind === 'realtime' ? { ...merged, model } : merged,
    expiresAtMs,
    items: [],
    input: { receivedMs: 0, bufferStartMs: 0 },
    idleFromMs: 0,
    turn: { generation: 0, heardMs: 0, onsetWindows: 0, speaking: null },
    attempts: 0,
    recognitions: {},
    responses: {},
    activeResponseId: null,
    responseQueued: false,
    spokenVoice: null,
    playingResponseId: null,
    mcpServers: {},
    tokensUsed: 0,
    greets: options.greets && kind === 'realtime',
    closed: false,
  }
}
