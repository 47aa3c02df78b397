import { initialItems } from './initialState.ts'
import { getEntry, insertId, setEntry, type ItemEntry } from './itemTable.ts'
import type { Slice } from './slice.ts'
import type { RealtimeItem } from './snapshot.ts'

/** The part of the `items` slice that needs no connection: a conversation that is brought along, and what becomes of it at the end. */
export const itemsAtRest: Slice<'items'>['on'] = {
  'connection.asked': (state, _event, step) => {
    if (state.items.table.ids.length > 0) step.emit({ type: 'history_updated', changedIds: [] })
    return { items: initialItems() }
  },
  'history.restored': (state, event, step) => {
    let { table } = state.items
    for (const item of event.items) {
      if (getEntry(table, item.id)) continue
      table = insertId(setEntry(table, item.id, restoredEntry(item)), item.id, undefined, true)
    }
    step.emit({ type: 'history_updated', changedIds: event.items.map((item) => item.id) })
    return { items: { ...state.items, table } }
  },

  // What was under way when the connection went is finished as it is: nobody will complete it.
  'connection.ended': (state, _event, step) => {
    let { table } = state.items
    const changed: string[] = []
    for (const id of table.ids) {
      const entry = getEntry(table, id)
      if (!entry) continue
      const item = abandon(entry.item)
      if (item === entry.item) continue
      table = setEntry(table, id, { ...entry, item, endedAt: step.at })
      changed.push(id)
    }
    if (changed.length === 0) return
    step.emit({ type: 'history_updated', changedIds: changed })
    return { items: { ...state.items, table } }
  },
}

const restoredEntry = (item: RealtimeItem): ItemEntry => ({
  item,
  timeline: null,
  generation: -1,
  restored: true,
  endedAt: item.createdAt,
})

function abandon(item: RealtimeItem): RealtimeItem {
  const status = item.status === 'in_progress' ? ('incomplete' as const) : item.status
  if (item.type === 'message' && item.role === 'user') {
    const waiting = item.content.some((part) => part.type === 'input_audio' && part.transcription === 'pending')
    if (!waiting && status === item.status) return item
    const content = item.content.map((part) =>
      part.type === 'input_audio' && part.transcription === 'pending'
        ? { ...part, transcription: part.transcript ? ('done' as const) : ('failed' as const) }
        : part,
    )
    return { ...item, status, content }
  }
  return status === item.status ? item : { ...item, status }
}
