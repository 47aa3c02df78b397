import { settingsAtRest } from './restingFold.ts'
import { codecOf } from '../audio/audioCodec.ts'
import type { AudioCodec } from '../audio/audioPorts.ts'
import { ConfigError, ConnectionError } from '../errors.ts'
import type { SessionConfig, WireSession, WireVoice } from '../protocol/index.ts'
import { connectEventId } from './connection.ts'
import { fromWireError } from './errors.ts'
import type { SessionState } from './sessionState.ts'
import { defineSlice, type Slice, type Step } from './slice.ts'

export interface SettingsState {
  readonly agentKey: string
  /** A stored prompt is in force: an agent without one has to clear it. */
  readonly hasPrompt: boolean
  readonly inputFormat: AudioCodec
  readonly outputFormat: AudioCodec
  readonly transcribes: boolean
  /** No turn detection: turns are bounded by the user's hand. */
  readonly manual: boolean
  readonly interrupts: boolean
  readonly createsResponse: boolean
  /** Silence that ends a turn, where the server says it. */
  readonly silenceMs: number
  readonly voice: string | null
  readonly model: string | null
  /** The conversation has assistant audio: the service refuses another voice from now on. */
  readonly voiceLocked: boolean
  readonly voiceWarned: boolean
  /** Updates not yet acknowledged, in the order they were sent: the server answers in that order, without ids. */
  readonly pending: readonly { eventId: string; requestId: string | null }[]
  readonly updates: number
}

type Patch = Partial<Pick<SessionState, 'settings' | 'agentName'>>

/** Slice: what was configured, what the server says is in force, and which agent it belongs to. */
export const settings: Slice<'settings' | 'agentName'> = defineSlice(['settings', 'agentName'], {
  ...settingsAtRest,
  'transport.opened': (state, event) => {
    if (event.generation !== state.link.generation) return
    const fresh = {
      voiceLocked: false,
      pending: state.options.managed ? [] : [{ eventId: connectEventId, requestId: null }],
      hasPrompt: Boolean(event.config.prompt),
    }
    return { settings: { ...state.settings, ...fresh } }
  },

  'session.created': (state, event) => ({
    settings: { ...state.settings, ...effective(event.session, state.settings) },
  }),
  'session.updated': (state, event, step) => {
    const [first, ...pending] = state.settings.pending
    if (first?.requestId) step.do({ type: 'request.settle', requestId: first.requestId, error: null })
    return { settings: { ...state.settings, ...effective(event.session, state.settings), pending } }
  },
  error: (state, event, step) => {
    const { pending } = state.settings
    const { event_id: id, param } = event.error
    const refused =
      pending.find((update) => update.eventId === id) ?? (!id && param?.startsWith('session') ? pending[0] : undefined)
    if (!refused) return
    // An agent without its instructions and tools is not what was asked for: no connection is made.
    if (refused.eventId === connectEventId && state.connection.status !== 'connected') {
      const error = state.lastError ?? fromWireError(event.error)
      step.raise({ type: 'transport.failed', generation: state.link.generation, error })
    }
    if (refused.requestId) {
      step.do({ type: 'request.settle', requestId: refused.requestId, error: fromWireError(event.error) })
    }
    return { settings: { ...state.settings, pending: pending.filter((update) => update !== refused) } }
  },

  'settings.computed': (state, event, step) => {
    const patch = update(state, event.config, event.requestId, step)
    const { agent } = event
    if (agent === null) return patch
    step.emit({ type: 'handoff', fromAgent: state.settings.agentKey, toAgent: agent.key })
    return { settings: { ...patch.settings!, agentKey: agent.key }, agentName: agent.name }
  },
  'handoff.applied': (state, event, step) => {
    const patch = update(state, event.config, null, step)
    return { settings: { ...patch.settings!, agentKey: event.agentKey }, agentName: event.agentName }
  },

  'audio.received': (state) => lockVoice(state),
  'output_audio_buffer.started': (state) => lockVoice(state),

  'connection.ended': (state, event, step) => {
    for (const { requestId } of state.settings.pending) {
      if (!requestId) continue
      const error = event.error ?? new ConnectionError('aborted', 'The session was closed before the server answered.')
      step.do({ type: 'request.settle', requestId, error })
    }
    return { settings: { ...state.settings, pending: [] } }
  },
})

function lockVoice(state: SessionState): Patch | undefined {
  return state.settings.voiceLocked ? undefined : { settings: { ...state.settings, voiceLocked: true } }
}

/** Sends an update that the server can take: no other voice once there was audio, and no prompt left over from before. */
function update(state: SessionState, config: SessionConfig, requestId: string | null, step: Step): Patch {
  const { settings: known } = state
  let session: SessionConfig = { ...config }
  if (known.hasPrompt && session.prompt === undefined) session.prompt = null
  let { voiceWarned } = known
  const voice = session.audio?.output?.voice
  if (known.voiceLocked && voice !== undefined) {
    if (voiceKey(voice) !== known.voice && !voiceWarned) {
      voiceWarned = true
      const error = new ConfigError(
        'voice_locked',
        'The voice stays: the service cannot change it once the agent has spoken. Set it before.',
        { severity: 'warning', path: 'audio.output.voice' },
      )
      step.emit({ type: 'error', error })
    }
    session = withoutVoice(session)
  }
  const updates = known.updates + 1
  const eventId = `parley_update_${updates}`
  step.do({ type: 'send', event: { type: 'session.update', session, event_id: eventId } })
  const pending = [...known.pending, { eventId, requestId }]
  return { settings: { ...known, hasPrompt: Boolean(session.prompt), updates, pending, voiceWarned } }
}

function withoutVoice(config: SessionConfig): SessionConfig {
  const { voice: _, ...output } = config.audio?.output ?? {}
  return { ...config, audio: { ...config.audio, output } }
}

function effective(session: WireSession, known: SettingsState): Partial<SettingsState> {
  const input = session.audio?.input
  const output = session.audio?.output
  const detection = input?.turn_detection
  return {
    inputFormat: codecOf(input?.format) ?? known.inputFormat,
    outputFormat: codecOf(output?.format) ?? known.outputFormat,
    transcribes: input && 'transcription' in input ? input.transcription !== null : known.transcribes,
    ...(detection === undefined
      ? {}
      : {
          manual: detection === null,
          interrupts: detection !== null && detection.interrupt_response !== false,
          createsResponse: detection !== null && detection.create_response !== false,
          silenceMs: detection?.type === 'server_vad' ? (detection.silence_duration_ms ?? 0) : 0,
        }),
    ...(typeof session.model === 'string' ? { model: session.model } : {}),
    ...(output?.voice === undefined ? {} : { voice: voiceKey(output.voice) }),
  }
}

const voiceKey = (voice: WireVoice): string => (typeof voice === 'string' ? voice : voice.id)
