import type { WireAssistantMessage } from '@parley/core/protocol'
import { changeItem, findItem } from './items.ts'
import type { ConversationItem } from './sessionState.ts'
import { send, type Step } from './step.ts'

/** Cuts audio and transcript at what was heard. The words up to there are kept for the responder only. */
export function truncateItem(step: Step, id: string, endMs: number): void {
  const item = findItem(step, id)!
  const wire = item.wire as WireAssistantMessage
  const whole = wire.content[0]?.type === 'output_audio' ? (wire.content[0].transcript ?? '') : ''
  const text = item.spoken ?? whole
  changeItem(step, id, {
    wire: {
      ...wire,
      id,
      content: wire.content.map((part) => (part.type === 'output_audio' ? { type: part.type, transcript: '' } : part)),
    },
    audioMs: endMs,
    spoken: text.slice(0, charactersAt(item, endMs, text.length)),
    truncated: true,
  })
  step.effects.push({ type: 'cutItemAudio', itemId: id, endMs })
  send(step, 'conversation.item.truncated', { item_id: id, content_index: 0, audio_end_ms: endMs })
}

/** Interpolates between the marks, then steps back to the end of a word. */
function charactersAt(item: ConversationItem, ms: number, length: number): number {
  let before = { ms: 0, characters: 0 }
  for (const mark of item.marks) {
    if (mark.ms > ms) {
      const share = (ms - before.ms) / Math.max(1, mark.ms - before.ms)
      return Math.min(length, Math.floor(before.characters + share * (mark.characters - before.characters)))
    }
    before = mark
  }
  return length
}
