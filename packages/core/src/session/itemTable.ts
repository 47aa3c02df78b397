import type { RealtimeItem } from './snapshot.ts'

/**
 * The items of a conversation, persistent: a change copies one block of 64 entries and the list of blocks, so an update costs
 * the same at ten items and at ten thousand. The item that changed last is kept beside the blocks: while it grows, nothing is
 * copied at all. Ids are never reused, so the map from id to place is shared by all versions.
 */

/** The piece of text after `chars` begins at `audioMs` of the sound. The newest first. */
export interface Mark {
  readonly chars: number
  readonly audioMs: number
  readonly before: Mark | null
}
/** The sound of an assistant's item, for the estimate of what was heard. */
export interface Timeline {
  readonly marks: Mark | null
  readonly receivedMs: number
  readonly heardMs: number
  /** All audio has come. */
  readonly complete: boolean
  /** Everything was played, or nothing more will be. */
  readonly settled: boolean
}
export interface ItemEntry {
  readonly item: RealtimeItem
  readonly timeline: Timeline | null
  /** The connection that knows the item; items of an older one were replayed as text. */
  readonly generation: number
  /** Replayed or restored by us: the server's echo says nothing new. */
  readonly restored: boolean
  readonly endedAt: number | null
}

const blockSize = 64

export interface ItemTable {
  readonly places: Map<string, number>
  readonly blocks: readonly (readonly (ItemEntry | undefined)[])[]
  /** The item that changed last; what its block holds is older. */
  readonly latest: { readonly id: string; readonly place: number; readonly entry: ItemEntry | undefined } | null
  /** Ids in the order of the conversation, with those that are not shown (tool outputs, tool lists). */
  readonly order: readonly string[]
  /** Ids of what is shown. Changes only when an item is added, removed or moved. */
  readonly ids: readonly string[]
}

export const emptyTable = (): ItemTable => ({ places: new Map(), blocks: [], latest: null, order: [], ids: [] })

export function getEntry(table: ItemTable, id: string): ItemEntry | undefined {
  if (table.latest?.id === id) return table.latest.entry
  const place = table.places.get(id)
  if (place === undefined) return undefined
  return table.blocks[Math.floor(place / blockSize)]?.[place % blockSize]
}

export function setEntry(table: ItemTable, id: string, entry: ItemEntry | undefined): ItemTable {
  const { places, latest, order, ids } = table
  if (latest?.id === id) {
    return { places, blocks: table.blocks, latest: { id: latest.id, place: latest.place, entry }, order, ids }
  }
  let place = places.get(id)
  if (place === undefined) {
    place = places.size
    places.set(id, place)
  }
  const blocks = latest ? withEntry(table.blocks, latest.place, latest.entry) : table.blocks
  return { places, blocks, latest: { id, place, entry }, order, ids }
}

function withEntry(
  before: ItemTable['blocks'],
  place: number,
  entry: ItemEntry | undefined,
): readonly (readonly (ItemEntry | undefined)[])[] {
  const at = Math.floor(place / blockSize)
  const blocks = before.slice()
  while (blocks.length <= at) blocks.push([])
  const block = blocks[at]!.slice()
  block[place % blockSize] = entry
  blocks[at] = block
  return blocks
}

/** Puts an id after another one, first (`null`), or last (`undefined`, or where the other is unknown). */
export function insertId(table: ItemTable, id: string, after: string | null | undefined, shown: boolean): ItemTable {
  const order = insertAfter(table.order, id, after)
  if (!shown) return { ...table, order }
  const last = order.length - 1
  if (order[last] === id) return { ...table, order, ids: [...table.ids, id] }
  // In the middle: the nearest shown one before it decides.
  let before: string | null = null
  for (let i = order.indexOf(id) - 1; i >= 0 && before === null; i--) {
    if (getEntry(table, order[i]!)) before = order[i]!
  }
  return { ...table, order, ids: insertAfter(table.ids, id, before) }
}

function insertAfter(list: readonly string[], id: string, after: string | null | undefined): readonly string[] {
  if (after === null) return [id, ...list]
  // The neighbour is nearly always the last one.
  const at = after === undefined ? -1 : list.lastIndexOf(after)
  if (at < 0 || at === list.length - 1) return [...list, id]
  return [...list.slice(0, at + 1), id, ...list.slice(at + 1)]
}

export function removeId(table: ItemTable, id: string): ItemTable {
  const without = (list: readonly string[]): readonly string[] => list.filter((other) => other !== id)
  return setEntry({ ...table, order: without(table.order), ids: without(table.ids) }, id, undefined)
}
