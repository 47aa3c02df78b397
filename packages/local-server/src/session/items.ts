import type { WireItem } from '@parley/core/protocol'
import type { ConversationItem } from './sessionState.ts'
import { patch, send, type Step } from './step.ts'

/** Slice: the list of items. */

/** Looks from the end: what is asked for is mostly recent, and a conversation can be long. */
export const findItem = (step: Step, id: string): ConversationItem | undefined =>
  step.state.items.findLast((item) => item.id === id)

export const lastItemId = (step: Step): string | null => step.state.items.at(-1)?.id ?? null

function previousItemId(step: Step, id: string): string | null {
  const at = step.state.items.findLastIndex((item) => item.id === id)
  return at > 0 ? step.state.items[at - 1]!.id : null
}

/** Puts an item into the list; `at` is a position, the end by default. */
export function insertItem(step: Step, item: ConversationItem, at: number = step.state.items.length): void {
  patch(step, { items: step.state.items.toSpliced(at, 0, item) })
}

export function changeItem(step: Step, id: string, change: Partial<ConversationItem>): void {
  patch(step, { items: step.state.items.map((item) => (item.id === id ? { ...item, ...change } : item)) })
}

export const newItem = (wire: WireItem & { id: string }, rest: Partial<ConversationItem> = {}): ConversationItem => ({
  id: wire.id,
  wire,
  audioMs: null,
  partsMs: [],
  marks: [],
  spoken: null,
  truncated: false,
  ...rest,
})

export function announceItem(step: Step, type: 'conversation.item.added' | 'conversation.item.done', id: string): void {
  const item = findItem(step, id)
  if (item) send(step, type, { previous_item_id: previousItemId(step, id), item: item.wire })
}
