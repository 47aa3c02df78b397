import type { InputAudioAppendEvent } from '@parley/core/protocol'
import { invalidValue } from '../validation/check.ts'
import { commitInput, shortestCommitMs } from './commitInput.ts'
import { startListening } from './listening.ts'
import { abandonRecognition } from './recognition.ts'
import { newId, patch, send, sendError, type Step } from './step.ts'
import { completeFormat } from './wireAudio.ts'

/** Slice: the input buffer. */

/** With turn detection on, silence before this much of it is let go: nobody will ever commit it. */
const keptSilenceMs = 15_000
/** With manual turns a microphone may run for hours before anybody commits: the latest is kept. */
const longestBufferMs = 600_000

export function handleAppend(step: Step, event: InputAudioAppendEvent, eventId: string | null): void {
  if (step.state.transport === 'webrtc') {
    const message = 'Audio of a WebRTC session travels in its media track; input_audio_buffer.append is not available.'
    return sendError(step, invalidValue('type', message), eventId)
  }
  const format = completeFormat(step.state.config.audio.input.format)
  step.effects.push({ type: 'decodeInput', audio: event.audio, format, eventId })
}

export function handleDecoded(step: Step, event: { durationMs: number | null; eventId: string | null }): void {
  if (event.durationMs === null) {
    const message = "Invalid 'audio': expected base64 in the standard alphabet."
    return sendError(step, invalidValue('audio', message), event.eventId)
  }
  advanceInput(step, event.durationMs)
}

export function handleMedia(step: Step, event: { durationMs: number }): void {
  advanceInput(step, event.durationMs)
}

function advanceInput(step: Step, durationMs: number): void {
  const { input, turn, config } = step.state
  const receivedMs = input.receivedMs + durationMs
  let { bufferStartMs } = input
  const listening = config.audio.input.turn_detection != null
  if (listening && !turn.speaking && turn.heardMs - bufferStartMs > 2 * keptSilenceMs) {
    bufferStartMs = turn.heardMs - keptSilenceMs
    step.effects.push({ type: 'dropInput', beforeMs: bufferStartMs })
  }
  if (receivedMs - bufferStartMs > longestBufferMs) {
    bufferStartMs = receivedMs - longestBufferMs
    step.effects.push({ type: 'dropInput', beforeMs: bufferStartMs })
  }
  patch(step, { input: { receivedMs, bufferStartMs } })
}

export function handleCommit(step: Step, eventId: string | null): void {
  const { input, turn } = step.state
  const bufferedMs = input.receivedMs - input.bufferStartMs
  if (bufferedMs < shortestCommitMs) {
    const message = `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${bufferedMs.toFixed(2)}ms of audio.`
    return sendError(step, { code: 'input_audio_buffer_commit_empty', message, param: null }, eventId)
  }
  const itemId = turn.speaking?.itemId ?? newId(step, 'item')
  if (turn.speaking) abandonRecognition(step, itemId)
  patch(step, { turn: { ...turn, speaking: null, onsetWindows: 0 } })
  commitInput(step, itemId, input.bufferStartMs, input.receivedMs)
}

export function handleClear(step: Step): void {
  const { input } = step.state
  step.effects.push({ type: 'dropInput', beforeMs: input.receivedMs }, { type: 'restartInput' })
  patch(step, { input: { ...input, bufferStartMs: input.receivedMs } })
  startListening(step)
  send(step, 'input_audio_buffer.cleared', {})
}
