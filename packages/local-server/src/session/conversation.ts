import type {
  ItemCreateEvent,
  ItemDeleteEvent,
  ItemRetrieveEvent,
  ItemTruncateEvent,
  WireItem,
} from '@parley/core/protocol'
import { invalidValue } from '../validation/check.ts'
import { announceItem, changeItem, findItem, insertItem, newItem } from './items.ts'
import { abandonRecognition, commitRecognition } from './recognition.ts'
import { truncateItem } from './truncateItem.ts'
import { newId, patch, send, sendError, stamp, type Step } from './step.ts'
import { completeFormat } from './wireAudio.ts'

/** Slice: what clients do to the list of items, with the service's answers. */

export function handleItemCreate(step: Step, event: ItemCreateEvent, eventId: string | null): void {
  const refuse = (code: string, message: string) => sendError(step, { code, message, param: null }, eventId)
  const wanted = event.item
  const { items } = step.state
  if (wanted.id && (findItem(step, wanted.id) || isBeingWritten(step, wanted.id))) {
    return refuse('item_create_duplicate_item_id', `Error adding item: an item with id '${wanted.id}' already exists.`)
  }
  const after = event.previous_item_id || null
  const anchor = after === null || after === 'root' ? -1 : items.findIndex((item) => item.id === after)
  if (after !== null && after !== 'root' && anchor < 0) {
    return refuse(
      'item_create_invalid_previous_item_id',
      `Error adding item: the previous item with id '${after}' does not exist.`,
    )
  }
  if (wanted.type === 'function_call_output' && !hasCall(step, wanted.call_id)) {
    return refuse('invalid_tool_call_id', `Tool call ID '${wanted.call_id}' not found in conversation.`)
  }
  if (
    wanted.type === 'mcp_approval_response' &&
    findItem(step, wanted.approval_request_id)?.wire.type !== 'mcp_approval_request'
  ) {
    return refuse('invalid_value', `Approval request '${wanted.approval_request_id}' not found in conversation.`)
  }
  const id = wanted.id || newId(step, 'item')
  // Of a deleted item with this id, whose words would be taken for those of the new one.
  abandonRecognition(step, id)
  const { wire, parts } = withoutAudio(completed(step, { ...wanted, id }))
  insertItem(step, newItem(wire, { audioMs: parts.length > 0 ? 0 : null }), after === null ? items.length : anchor + 1)
  if (parts.length > 0) {
    const format = completeFormat(step.state.config.audio.input.format)
    step.effects.push({ type: 'keepItemAudio', itemId: id, parts, format })
  }
  announceItem(step, 'conversation.item.added', id)
  announceItem(step, 'conversation.item.done', id)
  if (wire.type === 'mcp_approval_response') patch(step, { responseQueued: true })
}

/** With the fields that the server fills in. */
function completed(step: Step, item: WireItem & { id: string }): WireItem & { id: string } {
  if (item.type === 'function_call' && !item.call_id) {
    return { ...item, object: 'realtime.item', status: 'completed', call_id: newId(step, 'call') }
  }
  if (item.type.startsWith('mcp_')) return item
  return { ...item, object: 'realtime.item', status: 'completed' }
}

/** Events repeat an item without its audio; the audio is kept apart. */
function withoutAudio(wire: WireItem & { id: string }): { wire: WireItem & { id: string }; parts: string[] } {
  if (wire.type !== 'message' || wire.role !== 'user') return { wire, parts: [] }
  const parts = wire.content.flatMap((entry) => (entry.type === 'input_audio' ? [entry.audio ?? ''] : []))
  const content = wire.content.map((entry) =>
    entry.type === 'input_audio' ? { type: entry.type, transcript: entry.transcript ?? null } : entry,
  )
  return { wire: { ...wire, content }, parts }
}

/** Audio that a client puts into an item is heard like audio that was spoken. */
export function handleItemAudio(step: Step, event: { itemId: string; partsMs: readonly number[] }): void {
  const item = findItem(step, event.itemId)
  if (!item) return
  const audioMs = event.partsMs.reduce((sum, ms) => sum + ms, 0)
  changeItem(step, item.id, { audioMs, partsMs: event.partsMs })
  const said = item.wire.type === 'message' && item.wire.content.some((part) => 'transcript' in part && part.transcript)
  if (!said) commitRecognition(step, item.id, audioMs)
}

/** Deleted, but a response still sends events of it. */
const isBeingWritten = (step: Step, id: string): boolean =>
  Object.values(step.state.responses).some(({ message }) => message?.itemId === id)

const hasCall = (step: Step, callId: string): boolean =>
  step.state.items.some(({ wire }) => wire.type === 'function_call' && wire.call_id === callId)

export function handleItemRetrieve(step: Step, event: ItemRetrieveEvent, eventId: string | null): void {
  const item = findItem(step, event.item_id)
  if (!item) return sendError(step, unknownItem('retriev', event.item_id), eventId)
  const { input, output } = step.state.config.audio
  const assistant = item.wire.type === 'message' && item.wire.role === 'assistant'
  step.effects.push({
    type: 'sendItem',
    event: { ...stamp(step, 'conversation.item.retrieved', { item: item.wire }), item: item.wire },
    partsMs: item.partsMs,
    format: completeFormat((assistant ? output : input)?.format),
  })
}

export function handleItemDelete(step: Step, event: ItemDeleteEvent, eventId: string | null): void {
  if (!findItem(step, event.item_id)) return sendError(step, unknownItem('delet', event.item_id), eventId)
  const items = step.state.items.filter((item) => item.id !== event.item_id)
  patch(step, { items })
  step.effects.push({ type: 'dropItemAudio', itemId: event.item_id })
  send(step, 'conversation.item.deleted', { item_id: event.item_id })
}

export function handleItemTruncate(step: Step, event: ItemTruncateEvent, eventId: string | null): void {
  const item = findItem(step, event.item_id)
  if (!item) return sendError(step, unknownItem('truncat', event.item_id), eventId)
  const audioMs = Math.floor(item.audioMs ?? 0)
  const assistant = item.wire.type === 'message' && item.wire.role === 'assistant'
  if (!assistant || (audioMs === 0 && !item.truncated)) {
    const message = 'Only model output audio messages can be truncated'
    return sendError(step, { code: null, message, param: null }, eventId)
  }
  if (event.content_index !== 0) {
    return sendError(
      step,
      invalidValue('content_index', `Item has no content at index ${event.content_index}.`),
      eventId,
    )
  }
  if (event.audio_end_ms > audioMs) {
    const message = `Audio content of ${audioMs}ms is already shorter than ${event.audio_end_ms}ms`
    return sendError(step, invalidValue('audio_end_ms', message), eventId)
  }
  truncateItem(step, event.item_id, event.audio_end_ms)
}

const unknownItem = (verb: 'retriev' | 'delet' | 'truncat', id: string) => ({
  code: `item_${verb}e_invalid_item_id`,
  message: `Error ${verb}ing item: the item with id '${id}' does not exist.`,
  param: 'item_id',
})
