import { addEntry, change } from './itemChange.ts'
import { emptyTimeline, splitHeard } from './heard.ts'
import { getEntry, type ItemEntry, type Timeline } from './itemTable.ts'
import { agentOfResponse, isOutOfBand } from './response.ts'
import type { SessionState } from './sessionState.ts'
import type { Slice, Step } from './slice.ts'
import type { AssistantMessageItem, InputAudio, OutputAudio, OutputText, UserMessageItem } from './snapshot.ts'
import { emptyOutputAudio } from './wireItem.ts'

type Patch = { items: SessionState['items'] }

/** Text as it arrives, for both sides: deltas are appended, the final word of the server replaces them. */
export const transcriptHandlers: Slice<'items'>['on'] = {
  'response.output_audio_transcript.delta': (state, event, step) =>
    writeAnswer(state, event, step, 'audio', { delta: event.delta }),
  'response.output_audio_transcript.done': (state, event, step) =>
    writeAnswer(state, event, step, 'audio', { whole: event.transcript }),
  'response.output_text.delta': (state, event, step) => writeAnswer(state, event, step, 'text', { delta: event.delta }),
  'response.output_text.done': (state, event, step) => writeAnswer(state, event, step, 'text', { whole: event.text }),

  'conversation.item.input_audio_transcription.delta': (state, event, step) =>
    writeSpeech(state, event.item_id, event.content_index, step, event.delta, (part) => ({
      ...part,
      transcript: (part.transcript ?? '') + event.delta,
      transcription: 'pending',
    })),
  'conversation.item.input_audio_transcription.completed': (state, event, step) => {
    const known = getEntry(state.items.table, event.item_id)?.item
    const had =
      known?.type === 'message' &&
      known.role === 'user' &&
      known.content.some((p) => p.type === 'input_audio' && p.transcript)
    // Transcribers without partial results still tell listeners of deltas what was said.
    const delta = had || event.transcript === '' ? null : event.transcript
    return writeSpeech(state, event.item_id, event.content_index, step, delta, (part) => ({
      ...part,
      transcript: event.transcript,
      transcription: 'done',
    }))
  },
}

/** The assistant's text. An item never seen before gets a place at the end: its own event may still be on the way. */
function writeAnswer(
  state: SessionState,
  event: { response_id: string; item_id: string; content_index?: number },
  step: Step,
  kind: 'audio' | 'text',
  said: { delta: string; whole?: never } | { whole: string; delta?: never },
): Patch | undefined {
  const { response_id: responseId, item_id: itemId, content_index: at = 0 } = event
  if (isOutOfBand(state, responseId)) return
  const { delta } = said
  if (delta) step.emit({ type: 'transcript_delta', itemId, contentIndex: at, role: 'assistant', delta })
  const write = (text: string): string => (delta === undefined ? said.whole || text : text + delta)
  const apply = (entry: ItemEntry): ItemEntry => {
    if (entry.item.type !== 'message' || entry.item.role !== 'assistant') return entry
    const had = entry.item.content[at]
    // A piece that comes after the whole is in it already.
    if (delta !== undefined && had && entry.item.status === 'completed') return entry
    if (kind === 'text') {
      const before = had?.type === 'output_text' ? had.text : ''
      const text = write(before)
      return text === before && had ? entry : withPart(entry, entry.item, at, { type: 'output_text', text })
    }
    const part = had?.type === 'output_audio' ? had : emptyOutputAudio
    const timeline = entry.timeline ?? emptyTimeline
    if (delta !== undefined && !timeline.settled) {
      // Only appended: the player's next word moves the cut. Cutting here would cost the length of the text for every delta.
      const next = { ...part, transcript: part.transcript + delta, unheard: part.unheard + delta }
      const marks = { chars: part.transcript.length, audioMs: timeline.receivedMs, before: timeline.marks }
      return withPart(entry, entry.item, at, next, { ...timeline, marks })
    }
    const transcript = write(part.transcript)
    if (transcript === part.transcript && had) return entry
    const next = timeline.settled
      ? settledText(part, transcript, entry.item.interrupted)
      : splitHeard({ ...part, transcript, unheard: transcript.slice(part.heard.length) }, timeline)
    return withPart(entry, entry.item, at, next)
  }
  if (getEntry(state.items.table, itemId)) return change(state, itemId, step, apply)
  const { name } = agentOfResponse(state, responseId)
  const item: AssistantMessageItem = {
    id: itemId,
    type: 'message',
    role: 'assistant',
    status: 'in_progress',
    createdAt: step.at,
    responseId,
    agentName: name,
    content: [],
    interrupted: false,
  }
  return add(state, apply(newEntry(state, item)), step)
}

/** Text that comes after the sound has ended moves no cut: of an answer played to its end, all was heard. */
function settledText(part: OutputAudio, transcript: string, interrupted: boolean): OutputAudio {
  const cut = interrupted ? part.heard.length : transcript.length
  return { ...part, transcript, heard: transcript.slice(0, cut), unheard: transcript.slice(cut) }
}

function withPart(
  entry: ItemEntry,
  item: AssistantMessageItem,
  at: number,
  part: OutputText | OutputAudio,
  timeline: Timeline | null = entry.timeline,
): ItemEntry {
  const content = item.content.slice()
  while (content.length < at) content.push({ type: 'output_text', text: '' })
  content[at] = part
  return { ...entry, item: { ...item, content }, timeline }
}

/** The user's words. They may come before their item, and long after the answer: the id decides, never the order. */
function writeSpeech(
  state: SessionState,
  itemId: string,
  contentIndex: number | undefined,
  step: Step,
  delta: string | null,
  write: (part: InputAudio) => InputAudio,
): Patch | undefined {
  const at = contentIndex ?? 0
  if (delta) step.emit({ type: 'transcript_delta', itemId, contentIndex: at, role: 'user', delta })
  const apply = (entry: ItemEntry): ItemEntry => {
    if (entry.item.type !== 'message' || entry.item.role !== 'user') return entry
    const { content } = entry.item
    const named = content[at]?.type === 'input_audio' ? at : content.findIndex((part) => part.type === 'input_audio')
    const next = content.slice()
    const target = named < 0 ? next.length : named
    const part = next[target]
    next[target] = write(
      part?.type === 'input_audio' ? part : { type: 'input_audio', transcript: null, transcription: 'pending' },
    )
    const done = next[target].transcription === 'done'
    return {
      ...entry,
      item: { ...entry.item, content: next, status: done ? 'completed' : entry.item.status },
      endedAt: entry.endedAt ?? step.at,
    }
  }
  if (getEntry(state.items.table, itemId)) return change(state, itemId, step, apply)
  const item: UserMessageItem = {
    id: itemId,
    type: 'message',
    role: 'user',
    status: 'completed',
    createdAt: step.at,
    content: [],
  }
  return add(state, apply(newEntry(state, item)), step)
}

const newEntry = (state: SessionState, item: AssistantMessageItem | UserMessageItem): ItemEntry => ({
  item,
  timeline: null,
  generation: state.link.generation,
  restored: false,
  endedAt: null,
})

function add(state: SessionState, entry: ItemEntry, step: Step): Patch {
  return { items: { ...state.items, table: addEntry(state, entry, undefined, step) } }
}
