import type { WireTurnDetection } from '@parley/core/protocol'
import { abandonRecognition } from './recognition.ts'
import { patch, type Step } from './step.ts'

export const turnDetectionOf = (step: Step): WireTurnDetection | null =>
  step.state.config.audio.input.turn_detection ?? null

/** Starts the detector afresh at the present position, or stops it when turns are manual. */
export function startListening(step: Step): void {
  const { turn, input } = step.state
  if (turn.speaking) abandonRecognition(step, turn.speaking.itemId)
  const generation = turn.generation + 1
  patch(step, { turn: { generation, heardMs: input.receivedMs, onsetWindows: 0, speaking: null } })
  step.effects.push({ type: 'listen', generation: turnDetectionOf(step) ? generation : null })
}
