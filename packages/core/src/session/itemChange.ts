import { getEntry, insertId, setEntry, type ItemEntry, type ItemTable } from './itemTable.ts'
import type { SessionState } from './sessionState.ts'
import type { Step } from './slice.ts'
import { toWireItems } from './wireItem.ts'

/** How handlers change the table of items, and tell the app. */

type Patch = { items: SessionState['items'] }

/** Changes one known item; the app is told only when the item itself became another. */
export function change(
  state: SessionState,
  id: string,
  step: Step,
  next: (entry: ItemEntry) => ItemEntry,
): Patch | undefined {
  const entry = getEntry(state.items.table, id)
  if (!entry) return
  const changed = next(entry)
  if (changed === entry) return
  if (changed.item !== entry.item) step.emit({ type: 'history_updated', changedIds: [id] })
  return { items: { ...state.items, table: setEntry(state.items.table, id, changed) } }
}

/** A new item in its place, announced to the app. */
export function addEntry(
  state: SessionState,
  entry: ItemEntry,
  previousId: string | null | undefined,
  step: Step,
): ItemTable {
  const { id } = entry.item
  step.emit({ type: 'history_added', item: entry.item })
  step.emit({ type: 'history_updated', changedIds: [id] })
  const table = setEntry(state.items.table, id, entry)
  return insertId(table, id, anchor(state, previousId), true)
}

/**
 * Where a new item goes: after the one the server named. `null` means first among the items this connection knows, since what
 * was said on an earlier one is not the server's. Items kept here though deleted there, or never told to this server (a call
 * that was cut), stay where they were said.
 */
export function anchor(state: SessionState, previousId: string | null | undefined): string | null | undefined {
  const { order } = state.items.table
  let after = previousId
  if (previousId === null) {
    const first = order.findIndex((id) => getEntry(state.items.table, id)?.generation === state.link.generation)
    if (first < 0) return undefined
    after = first === 0 ? null : order[first - 1]!
  }
  if (typeof after !== 'string' || order.at(-1) === after) return after
  let at = order.lastIndexOf(after)
  while (at >= 0 && at + 1 < order.length && isOursOnly(state, order[at + 1]!)) at++
  return at < 0 ? after : order[at]
}

function isOursOnly(state: SessionState, id: string): boolean {
  if (state.items.unheard.includes(id)) return true
  const entry = getEntry(state.items.table, id)
  return entry !== undefined && entry.restored && toWireItems(entry.item).length === 0
}
