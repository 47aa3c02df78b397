import { announceItem, insertItem, lastItemId, newItem } from './items.ts'
import { commitRecognition } from './recognition.ts'
import { patch, send, type Step } from './step.ts'

export const shortestCommitMs = 100

/** Makes the user's item of what lies between the two positions; everything before `toMs` leaves the buffer. */
export function commitInput(step: Step, itemId: string, fromMs: number, toMs: number): void {
  send(step, 'input_audio_buffer.committed', { previous_item_id: lastItemId(step), item_id: itemId })
  const content = [{ type: 'input_audio' as const, transcript: null }]
  insertItem(
    step,
    newItem(
      { type: 'message', id: itemId, object: 'realtime.item', status: 'completed', role: 'user', content },
      { audioMs: toMs - fromMs },
    ),
  )
  step.effects.push({ type: 'commitInput', itemId, fromMs, toMs })
  patch(step, { input: { ...step.state.input, bufferStartMs: toMs } })
  announceItem(step, 'conversation.item.added', itemId)
  announceItem(step, 'conversation.item.done', itemId)
  commitRecognition(step, itemId, toMs - fromMs)
}
