import { itemsAtRest } from './itemsAtRest.ts'
import type { WireItem } from '../protocol/index.ts'
import { sameValue } from '../sameValue.ts'
import { fromWireError } from './errors.ts'
import { addEntry, anchor, change } from './itemChange.ts'
import { getEntry, insertId, removeId, setEntry, type ItemEntry, type ItemTable } from './itemTable.ts'
import { soundHandlers } from './itemSound.ts'
import { own } from './own.ts'
import { transcriptHandlers } from './transcript.ts'
import { agentOfResponse, isOutOfBand } from './response.ts'
import type { SessionState } from './sessionState.ts'
import { defineSlice, type Slice, type Step } from './slice.ts'
import { toItem } from './wireItem.ts'

export interface ItemsState {
  readonly table: ItemTable
  /** Deleted on the wire because nothing of them was heard, and kept here. */
  readonly unheard: readonly string[]
}
type Patch = { items: ItemsState }

/** Slice: the conversation's items, in order: added, updated, deleted. Their text is in `transcript.ts`, their sound in `itemSound.ts`. */
export const items: Slice<'items'> = defineSlice(['items'], {
  ...itemsAtRest,
  ...transcriptHandlers,
  ...soundHandlers,

  'conversation.item.added': (state, event, step) => upsert(state, event.item, 'added', step, event.previous_item_id),
  'conversation.item.created': (state, event, step) => upsert(state, event.item, 'added', step, event.previous_item_id),
  'conversation.item.done': (state, event, step) => upsert(state, event.item, 'done', step, event.previous_item_id),
  'conversation.item.retrieved': (state, event, step) => upsert(state, event.item, 'retrieved', step),
  'response.output_item.added': (state, event, step) =>
    isOutOfBand(state, event.response_id)
      ? undefined
      : upsert(state, event.item, 'added', step, undefined, event.response_id),
  'response.output_item.done': (state, event, step) =>
    isOutOfBand(state, event.response_id)
      ? undefined
      : upsert(state, event.item, 'done', step, undefined, event.response_id),

  'conversation.item.deleted': (state, event, step) => {
    const { item_id: id } = event
    if (state.items.unheard.includes(id) || !getEntry(state.items.table, id)) return
    step.emit({ type: 'history_updated', changedIds: [id] })
    return { items: { ...state.items, table: removeId(state.items.table, id) } }
  },

  'response.function_call_arguments.done': (state, event, step) =>
    change(state, event.item_id, step, (entry) =>
      entry.item.type === 'function_call' && entry.item.arguments !== event.arguments
        ? { ...entry, item: { ...entry.item, arguments: event.arguments } }
        : entry,
    ),
  // The call and its output are one item. One that was stopped half-way is `incomplete`, though the model was told an output.
  'tool.finished': (state, event, step) => {
    const call = own(state.tools.calls, event.callId)
    if (!call || !event.send) return
    const status = event.outcome === 'cancelled' ? 'incomplete' : 'completed'
    return change(state, call.itemId, step, (entry) =>
      entry.item.type === 'function_call' ? { ...entry, item: { ...entry.item, status, output: event.output } } : entry,
    )
  },

  'conversation.item.input_audio_transcription.failed': (state, event, step) => {
    step.emit({ type: 'transcription_failed', itemId: event.item_id, error: fromWireError(event.error) })
    return change(state, event.item_id, step, (entry) => {
      if (entry.item.type !== 'message' || entry.item.role !== 'user') return entry
      const content = entry.item.content.map((part, i) =>
        part.type === 'input_audio' &&
        (i === (event.content_index ?? 0) || (entry.item.type === 'message' && entry.item.content.length === 1))
          ? { ...part, transcription: 'failed' as const }
          : part,
      )
      return { ...entry, item: { ...entry.item, content } }
    })
  },

  'connection.readied': (state, event) => {
    if (state.items.table.order.length === 0) return
    let { table } = state.items
    for (const id of table.ids) {
      const entry = getEntry(table, id)
      if (entry && entry.generation !== event.generation) {
        table = setEntry(table, id, { ...entry, generation: event.generation, restored: !state.link.attached })
      }
    }
    return { items: { ...state.items, table } }
  },
})

/** A server's word about an item: known ones are updated where they stand, others take their place in the order. */
function upsert(
  state: SessionState,
  wire: WireItem,
  source: 'added' | 'done' | 'retrieved',
  step: Step,
  previousId?: string | null,
  responseId?: string,
): Patch | undefined {
  const id = wire.id
  if (!id) return
  const { table } = state.items
  const known = getEntry(table, id)
  if (known?.restored && source !== 'retrieved') return
  const agentName =
    wire.type === 'message' && wire.role !== 'assistant' ? undefined : agentOfResponse(state, responseId).name
  const item = toItem(wire, known?.item, {
    at: step.at,
    source,
    storeAudio: state.options.storeAudio,
    transcription: state.settings.transcribes ? 'pending' : 'off',
    ...(responseId === undefined ? {} : { responseId }),
    ...(agentName === undefined || known?.item.agentName !== undefined ? {} : { agentName }),
  })
  if (!item) return addHidden(state, wire, id, previousId, step)
  const entry: ItemEntry = {
    // Echoes repeat what is known, and rows must not render for them.
    item: known && sameValue(known.item, item) ? known.item : item,
    timeline: known?.timeline ?? null,
    generation: state.link.generation,
    restored: false,
    endedAt: item.status === 'in_progress' ? null : (known?.endedAt ?? step.at),
  }
  const sameEntry = (Object.keys(entry) as (keyof ItemEntry)[]).every((key) => entry[key] === known?.[key])
  if (sameEntry) return
  if (known) return change(state, id, step, () => entry)
  return { items: { ...state.items, table: addEntry(state, entry, previousId, step) } }
}

/** Items that are not shown still stand in the order: others name them as the one before. */
function addHidden(
  state: SessionState,
  wire: WireItem,
  id: string,
  previousId: string | null | undefined,
  step: Step,
): Patch | undefined {
  const { table } = state.items
  const patch = table.order.includes(id)
    ? undefined
    : { items: { ...state.items, table: insertId(table, id, anchor(state, previousId), false) } }
  if (wire.type !== 'function_call_output') return patch
  // An output that another connection of the same call sent (a sideband, for one).
  const call = table.ids.find((other) => {
    const entry = getEntry(table, other)
    return entry?.item.type === 'function_call' && entry.item.callId === wire.call_id && entry.item.output === null
  })
  if (call === undefined) return patch
  const next = patch ? { ...state, ...patch } : state
  return change(next, call, step, (entry) =>
    entry.item.type === 'function_call'
      ? { ...entry, item: { ...entry.item, status: 'completed', output: wire.output } }
      : entry,
  )
}
