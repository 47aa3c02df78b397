import type { WireTurnDetection } from '@parley/core/protocol'
import { detectorWindowMs } from '../turn/turnDetector.ts'
import { silenceForSemanticEnd } from '../turn/semanticEnd.ts'
import { stopIdleTimer } from './idle.ts'
import { commitInput } from './commitInput.ts'
import { turnDetectionOf } from './listening.ts'
import { cancelResponse } from './finishResponse.ts'
import { interruptPlayout } from './playout.ts'
import { abandonRecognition, startRecognition } from './recognition.ts'
import type { SpeakingTurn } from './sessionState.ts'
import { newId, patch, send, own, type Step } from './step.ts'

/** Slice: who holds the floor. Turns probabilities of speech into turns, by the service's settings of `turn_detection`. */

/** Two windows in a row: a click or a knock is shorter. */
const onsetWindows = 2
/** Once somebody speaks, a little less certainty is enough to go on. */
const hysteresis = 0.15
/** Recognition begins in the pause already; if speech resumes it is thrown away. */
const speculationMs = 160
const semanticThreshold = 0.5
const semanticPaddingMs = 300

export function handleWindow(step: Step, event: { generation: number; probability: number }): void {
  const detection = turnDetectionOf(step)
  if (detection && event.generation === step.state.turn.generation) hearWindow(step, detection, event.probability)
}

function hearWindow(step: Step, detection: WireTurnDetection, probability: number): void {
  const { turn } = step.state
  const threshold = detection.type === 'server_vad' ? (detection.threshold ?? 0.5) : semanticThreshold
  const heardMs = turn.heardMs + detectorWindowMs
  if (!turn.speaking) {
    // What has been committed or cleared meanwhile begins no turn: the detector may be behind.
    const gone = heardMs <= step.state.input.bufferStartMs
    const count = !gone && probability >= threshold && probability > 0 ? turn.onsetWindows + 1 : 0
    patch(step, { turn: { ...turn, heardMs, onsetWindows: count } })
    if (count >= onsetWindows) startTurn(step, detection, heardMs - count * detectorWindowMs)
    return
  }
  const speech = probability >= Math.max(threshold - hysteresis, 0.05)
  const silenceStartMs = speech ? null : (turn.speaking.silenceStartMs ?? turn.heardMs - step.state.detectorLagMs)
  if (speech && turn.speaking.silenceStartMs !== null) abandonRecognition(step, turn.speaking.itemId)
  const speaking = { ...turn.speaking, silenceStartMs }
  patch(step, { turn: { ...turn, heardMs, speaking } })
  if (silenceStartMs === null) return
  const silenceMs = heardMs - silenceStartMs
  if (silenceMs >= speculationMs && !own(step.state.recognitions, speaking.itemId)) {
    startRecognition(step, speaking.itemId, speaking.startMs, heardMs)
  }
  if (silenceMs >= silenceToEnd(step, detection, speaking)) endTurn(step, detection, speaking, heardMs)
}

function silenceToEnd(step: Step, detection: WireTurnDetection, speaking: SpeakingTurn): number {
  if (detection.type === 'server_vad') return detection.silence_duration_ms ?? 500
  const recognition = own(step.state.recognitions, speaking.itemId)
  return silenceForSemanticEnd(detection.eagerness ?? 'auto', recognition?.status === 'done' ? recognition.text : null)
}

function startTurn(step: Step, detection: WireTurnDetection, speechMs: number): void {
  const padding = detection.type === 'server_vad' ? (detection.prefix_padding_ms ?? 300) : semanticPaddingMs
  const { turn, input, config } = step.state
  const startMs = Math.max(input.bufferStartMs, Math.round(speechMs - padding), 0)
  const itemId = newId(step, 'item')
  patch(step, { turn: { ...turn, onsetWindows: 0, speaking: { itemId, startMs, silenceStartMs: null } } })
  stopIdleTimer(step)
  send(step, 'input_audio_buffer.speech_started', { audio_start_ms: Math.round(startMs), item_id: itemId })
  if (config.type === 'transcription' || detection.interrupt_response === false) return
  if (step.state.activeResponseId) cancelResponse(step, step.state.activeResponseId, 'turn_detected')
  interruptPlayout(step)
}

function endTurn(step: Step, detection: WireTurnDetection, speaking: SpeakingTurn, endMs: number): void {
  patch(step, { turn: { ...step.state.turn, speaking: null, onsetWindows: 0 } })
  send(step, 'input_audio_buffer.speech_stopped', { audio_end_ms: Math.round(endMs), item_id: speaking.itemId })
  // The detector may be behind a client that sends faster than it is heard; it is never ahead.
  commitInput(step, speaking.itemId, speaking.startMs, Math.min(endMs, step.state.input.receivedMs))
  if (step.state.kind === 'realtime' && detection.create_response !== false) {
    patch(step, { responseQueued: true })
  }
}
