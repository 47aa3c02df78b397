import { bytesPerMs } from '../audio/audioCodec.ts'
import { change } from './itemChange.ts'
import { emptyTimeline, splitHeard } from './heard.ts'
import { getEntry, type ItemEntry, type Timeline } from './itemTable.ts'
import { flushedParts } from './playback.ts'
import type { SessionState } from './sessionState.ts'
import type { Slice, Step } from './slice.ts'
import { emptyOutputAudio } from './wireItem.ts'

type Patch = { items: SessionState['items'] }

/** How much of an item's sound has come, and how much of it was heard: the heard and unheard text follows. */
export const soundHandlers: Slice<'items'>['on'] = {
  'audio.received': (state, event, step) => {
    if (state.cut.dropping.includes(event.responseId)) return
    const ms = event.byteLength / bytesPerMs(state.settings.outputFormat)
    return change(state, event.itemId, step, (entry) => {
      const timeline = entry.timeline ?? emptyTimeline
      return { ...entry, timeline: { ...timeline, receivedMs: timeline.receivedMs + ms, settled: false } }
    })
  },
  'audio.stored': (state, event, step) =>
    change(state, event.itemId, step, (entry) => {
      if (entry.item.type !== 'message' || entry.item.role !== 'assistant') return entry
      const content = entry.item.content.slice()
      const part = content[event.contentIndex]
      content[event.contentIndex] = { ...(part?.type === 'output_audio' ? part : emptyOutputAudio), audio: event.bytes }
      return { ...entry, item: { ...entry.item, content } }
    }),
  'response.output_audio.done': (state, event, step) =>
    change(state, event.item_id, step, (entry) =>
      entry.timeline?.settled ? entry : sounded(entry, { complete: true }),
    ),
  'playback.positioned': (state, event, step) =>
    change(state, event.itemId, step, (entry) =>
      sounded(entry, { heardMs: Math.max(entry.timeline?.heardMs ?? 0, event.heardMs) }),
    ),
  'playback.drained': (state, event, step) =>
    change(state, event.itemId, step, (entry) =>
      sounded(
        entry,
        { heardMs: Math.floor(entry.timeline?.receivedMs ?? event.heardMs), complete: true, settled: true },
        true,
      ),
    ),
  'playback.flushed': (state, event, step) => {
    let next = state
    const parts = flushedParts(state, event.items)
    for (const { itemId, heardMs } of parts) next = { ...next, ...cutItem(next, itemId, heardMs, step) }
    const unheard = parts.filter((part) => part.heardMs === 0).map((part) => part.itemId)
    const { items } = next
    return { items: unheard.length === 0 ? items : { ...items, unheard: [...items.unheard, ...unheard] } }
  },
  // A track is cut by the server, which then says where. Of frames we knew before it did.
  'conversation.item.truncated': (state, event, step) => {
    const entry = getEntry(state.items.table, event.item_id)
    if (!entry || entry.timeline?.settled) return
    return cutItem(state, event.item_id, event.audio_end_ms, step)
  },
  'output_audio_buffer.stopped': (state, event, step) => {
    let next = state
    for (const id of state.items.table.ids.slice(-8)) {
      const entry = getEntry(next.items.table, id)
      if (entry?.item.responseId !== event.response_id || entry.timeline?.settled) continue
      const heardMs = Math.max(entry.timeline?.heardMs ?? 0, entry.timeline?.receivedMs ?? 0)
      const patch = change(next, id, step, (e) => sounded(e, { heardMs, complete: true, settled: true }, true))
      next = { ...next, ...patch }
    }
    return { items: next.items }
  },
}

/** The entry with its timeline moved and the text split anew; the same item where no word was crossed. */
function sounded(entry: ItemEntry, moved: Partial<Timeline>, whole = false): ItemEntry {
  const timeline = { ...(entry.timeline ?? emptyTimeline), ...moved }
  const { item } = entry
  if (item.type !== 'message' || item.role !== 'assistant') return entry
  let changed = false
  const content = item.content.map((part) => {
    if (part.type !== 'output_audio') return part
    const next =
      whole && part.unheard !== ''
        ? {
            ...part,
            heard: part.transcript,
            unheard: '',
            heardMs: timeline.heardMs,
            durationMs: Math.floor(timeline.receivedMs),
          }
        : splitHeard(part, timeline)
    changed ||= next !== part
    return next
  })
  return { ...entry, timeline, item: changed ? { ...item, content } : item }
}

/** The item ends where it was cut: its whole text stays, marked where it was no longer heard. */
function cutItem(state: SessionState, itemId: string, heardMs: number, step: Step): Patch | undefined {
  return change(state, itemId, step, (entry) => {
    const timeline = entry.timeline ?? emptyTimeline
    const complete = timeline.complete && heardMs >= Math.floor(timeline.receivedMs) && timeline.receivedMs > 0
    const cut = sounded(entry, { heardMs, settled: true }, complete)
    if (complete || cut.item.type !== 'message' || cut.item.role !== 'assistant') return cut
    return { ...cut, endedAt: step.at, item: { ...cut.item, interrupted: true, status: 'incomplete' } }
  })
}
