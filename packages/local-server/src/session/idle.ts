import { commitInput, shortestCommitMs } from './commitInput.ts'
import { newId, patch, send, type Step } from './step.ts'

/** Slice: re-engaging a user who has gone quiet, as the service does with `idle_timeout_ms`. */

const idleTimeoutOf = (step: Step): number | null => {
  const detection = step.state.config.audio.input.turn_detection
  return detection?.type === 'server_vad' ? (detection.idle_timeout_ms ?? null) : null
}

/** `remainingMs` is how long the last answer will still be heard, as far as the server can tell. */
export function startIdleTimer(step: Step, remainingMs: number): void {
  const timeoutMs = idleTimeoutOf(step)
  if (timeoutMs === null || step.state.turn.speaking) return
  patch(step, { idleFromMs: step.state.input.receivedMs })
  step.effects.push({ type: 'startTimer', timer: 'idle', delayMs: timeoutMs + remainingMs })
}

export function stopIdleTimer(step: Step): void {
  if (idleTimeoutOf(step) !== null) step.effects.push({ type: 'stopTimer', timer: 'idle' })
}

export function handleIdleTimeout(step: Step): void {
  const timeoutMs = idleTimeoutOf(step)
  const { turn, activeResponseId, input } = step.state
  if (timeoutMs === null || turn.speaking || activeResponseId) return
  // Who sends no audio is not silent but absent: there is no silence to make an item of.
  if (input.receivedMs - step.state.idleFromMs < shortestCommitMs) return startIdleTimer(step, 0)
  const itemId = newId(step, 'item')
  const endMs = input.receivedMs
  const startMs = Math.max(input.bufferStartMs, endMs - timeoutMs)
  send(step, 'input_audio_buffer.timeout_triggered', {
    audio_start_ms: Math.round(startMs),
    audio_end_ms: Math.round(endMs),
    item_id: itemId,
  })
  commitInput(step, itemId, startMs, endMs)
  patch(step, { responseQueued: true })
}
