import type { SessionUpdateEvent, TranscriptionSessionConfig, WireTool, WireVoice } from '@parley/core/protocol'
import { invalidValue, type Issue } from '../validation/check.ts'
import type { EffectiveSession } from './effectiveSession.ts'
import { manualTurnsModel, mergeSession } from './mergeSession.ts'
import { listNewMcpServers } from './mcp.ts'
import { optionRefusal } from './optionRefusal.ts'
import type { SessionState } from './sessionState.ts'
import { patch, send, sendError, type Step } from './step.ts'
import { startListening } from './listening.ts'

/** Slice: the effective session, from the first event to the last. */

export function openSession(step: Step): void {
  send(step, 'session.created', { session: step.state.config })
  step.effects.push({ type: 'startTimer', timer: 'expiry', delayMs: Math.max(0, step.state.expiresAtMs - step.now) })
  startListening(step)
  listNewMcpServers(step, toolsOf(step.state.config))
}

/** All or nothing: one bad field and the whole update is dropped. */
export function handleSessionUpdate(step: Step, event: SessionUpdateEvent, eventId: string | null): void {
  const before = step.state.config
  const issue = refusalOf(step.state, event)
  if (issue) return sendError(step, issue, eventId)
  const config = mergeSession(before, event.session, step.state.silenceMs)
  patch(step, { config })
  if (formatOf(before) !== formatOf(config)) {
    // Samples of two encodings cannot lie in one buffer.
    step.effects.push({ type: 'dropInput', beforeMs: step.state.input.receivedMs }, { type: 'restartInput' })
    patch(step, { input: { ...step.state.input, bufferStartMs: step.state.input.receivedMs } })
  }
  const listens = (session: EffectiveSession) => session.audio?.input?.turn_detection != null
  if (listens(before) !== listens(config) || formatOf(before) !== formatOf(config)) startListening(step)
  send(step, 'session.updated', { session: config })
  if (step.state.greets) patch(step, { greets: false, responseQueued: true })
  listNewMcpServers(step, toolsOf(config))
}

function refusalOf(state: SessionState, { session }: SessionUpdateEvent): Issue | null {
  if (session.type !== state.kind) {
    const other = state.kind === 'realtime' ? 'transcription' : 'realtime'
    return invalidValue(
      'session.type',
      `Passing a ${other} session update event to a ${state.kind} session is not allowed.`,
    )
  }
  if (session.type === 'transcription') return turnRefusal(session, state.config)
  const { model } = session
  if (model !== undefined && model !== state.config.model) {
    return invalidValue('session.model', `The session's model is '${state.config.model ?? ''}' and cannot be changed.`)
  }
  const fixed = voiceRefusal(state, session.audio?.output?.voice, 'session.audio.output.voice')
  if (fixed) return fixed
  if (state.config.tracing && session.tracing !== undefined) {
    if (JSON.stringify(session.tracing) !== JSON.stringify(state.config.tracing)) {
      return invalidValue('session.tracing', 'Tracing cannot be changed once it is enabled.')
    }
  }
  const context = {
    model: state.config.model ?? '',
    tools: session.tools ?? toolsOf(state.config),
    mcpServers: state.mcpServers,
  }
  return optionRefusal(session, context, 'session')
}

/** Of a new session, which a client secret or a call carries: what an update would be refused for. */
export function newSessionRefusal(session: SessionUpdateEvent['session'], model: string): Issue | null {
  if (session.type === 'transcription') return turnRefusal(session)
  return optionRefusal(session, { model, tools: session.tools ?? [], mcpServers: {} }, 'session')
}

/** The streaming transcriber leaves the end of a turn to the client. */
function turnRefusal({ audio }: TranscriptionSessionConfig, current?: EffectiveSession): Issue | null {
  const { transcription = current?.audio.input.transcription, turn_detection: detection } = audio?.input ?? {}
  if (transcription?.model !== manualTurnsModel || detection == null) return null
  const message = `'${manualTurnsModel}' has no turn detection: give null, or leave it out, and commit the audio yourself.`
  return invalidValue('session.audio.input.turn_detection', message)
}

/** Once the assistant has been heard, its voice stays. */
export function voiceRefusal(state: SessionState, voice: WireVoice | undefined, param: string): Issue | null {
  if (voice === undefined || state.spokenVoice === null) return null
  if (JSON.stringify(voice) === JSON.stringify(state.spokenVoice)) return null
  const message = "Cannot update a conversation's voice if assistant audio is present."
  return { code: 'cannot_update_voice', message, param }
}

export const toolsOf = (config: EffectiveSession): readonly WireTool[] => config.tools ?? []

const formatOf = (config: EffectiveSession): string => config.audio.input.format?.type ?? 'audio/pcm'

/** The session's time is up: one error, then the end of the connection. */
export function closeExpired(step: Step): void {
  const message = 'Your session hit the maximum duration of 60 minutes.'
  sendError(step, { code: 'session_expired', message, param: null }, null)
  step.effects.push({ type: 'close', code: 1001, reason: message })
  patch(step, { closed: true })
}
