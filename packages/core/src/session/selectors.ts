import { getEntry, type ItemEntry } from './itemTable.ts'
import type { SessionState } from './sessionState.ts'
import type {
  AgentActivity,
  AssistantMessageItem,
  AgentState,
  RealtimeItem,
  SessionSnapshot,
  ToolCallView,
  TranscriptItem,
  TranscriptStatus,
} from './snapshot.ts'

/** Questions to a snapshot. Each gives the same object for as long as its answer is the same. */

const stateOf = (snapshot: SessionSnapshot): SessionState => snapshot as SessionState

export function selectAgentState(snapshot: SessionSnapshot): AgentState {
  return stateOf(snapshot).activity.state
}

export function selectActivity(snapshot: SessionSnapshot): AgentActivity {
  return stateOf(snapshot).activity
}

/** Ids of what is shown, in order. A new array only when ids are added, removed or moved. */
export function selectItemIds(snapshot: SessionSnapshot): readonly string[] {
  return stateOf(snapshot).items.table.ids
}

export function selectItem(snapshot: SessionSnapshot, id: string): RealtimeItem | undefined {
  return getEntry(stateOf(snapshot).items.table, id)?.item
}

const histories = new WeakMap<object, { of: object; history: readonly RealtimeItem[] }>()

/** All items in order; the same array until one of them changes. Made when asked for: prefer the selectors of single items. */
export function selectHistory(snapshot: SessionSnapshot): readonly RealtimeItem[] {
  const { table } = stateOf(snapshot).items
  const known = histories.get(table.places)
  if (known?.of === table) return known.history
  const fresh = table.ids.flatMap((id) => getEntry(table, id)?.item ?? [])
  const unchanged =
    known && known.history.length === fresh.length && fresh.every((item, i) => item === known.history[i])
  const history = unchanged ? known.history : fresh
  histories.set(table.places, { of: table, history })
  return history
}

interface Row {
  readonly of: RealtimeItem
  readonly view: ToolCallView | undefined
  readonly endedAt: number | null
  readonly row: TranscriptItem
}
/** The last row of each item, by conversation. Not by item: of those there is a new one for every word, too many for weak keys. */
const transcripts = new WeakMap<object, Map<string, Row>>()

/** One row of the transcript; the same object until the item, or its tool call, changes. */
export function selectTranscriptItem(snapshot: SessionSnapshot, id: string): TranscriptItem | undefined {
  const { table } = stateOf(snapshot).items
  const entry = getEntry(table, id)
  if (!entry) return undefined
  const { item: of, endedAt } = entry
  const view = of.type === 'message' ? undefined : snapshot.toolCalls.find((call) => call.itemId === id)
  let rows = transcripts.get(table.places)
  if (!rows) transcripts.set(table.places, (rows = new Map()))
  const known = rows.get(id)
  if (known?.of === of && known.view === view && known.endedAt === endedAt) return known.row
  const row = transcriptItem(entry, view)
  rows.set(id, { of, view, endedAt, row })
  return row
}

const noApprovals: readonly ToolCallView[] = []
const approvals = new WeakMap<object, readonly ToolCallView[]>()

export function selectPendingApprovals(snapshot: SessionSnapshot): readonly ToolCallView[] {
  const { toolCalls } = snapshot
  let pending = approvals.get(toolCalls)
  if (!pending) {
    pending = toolCalls.filter((call) => call.status === 'awaiting_approval')
    if (pending.length === 0) pending = noApprovals
    approvals.set(toolCalls, pending)
  }
  return pending
}

/** The text of an assistant's item, if it belongs to the response. */
export function entryText(state: SessionState, id: string, responseId: string): string | null {
  return answerParts(state, id, responseId)?.map(partText).join('') ?? null
}

/** Its length, without putting the text together. */
export function entryTextLength(state: SessionState, id: string, responseId: string): number {
  let length = 0
  for (const part of answerParts(state, id, responseId) ?? []) length += partText(part).length
  return length
}

type AnswerPart = AssistantMessageItem['content'][number]
const partText = (part: AnswerPart): string => (part.type === 'output_text' ? part.text : part.transcript)

function answerParts(state: SessionState, id: string, responseId: string): readonly AnswerPart[] | null {
  const item = getEntry(state.items.table, id)?.item
  if (item?.type !== 'message' || item.role !== 'assistant' || item.responseId !== responseId) return null
  return item.content
}

function transcriptItem(entry: ItemEntry, toolCall: ToolCallView | undefined): TranscriptItem {
  const { item, endedAt } = entry
  const base = {
    id: item.id,
    startedAt: item.createdAt,
    ...(endedAt === null ? {} : { endedAt }),
    ...(item.agentName === undefined ? {} : { agentName: item.agentName }),
  }
  if (item.type !== 'message') {
    const status: TranscriptStatus = item.status === 'in_progress' || item.output === null ? 'partial' : 'final'
    const failed = toolCall?.status === 'failed' || (item.type === 'mcp_call' && item.error !== null)
    return {
      ...base,
      role: 'tool',
      status: failed ? 'failed' : status,
      text: item.name,
      heard: item.name,
      unheard: '',
      ...(toolCall ? { toolCall } : {}),
    }
  }
  if (item.role === 'assistant') {
    let heard = ''
    let unheard = ''
    for (const part of item.content) {
      const spoken = part.type === 'output_audio'
      heard += spoken ? part.heard : part.text
      if (spoken) unheard += part.unheard
    }
    const status: TranscriptStatus = item.interrupted
      ? 'interrupted'
      : item.status === 'in_progress'
        ? 'partial'
        : 'final'
    return { ...base, role: 'assistant', status, text: heard + unheard, heard, unheard }
  }
  const text = item.content
    .map((part) =>
      part.type === 'input_text' ? part.text : part.type === 'input_audio' ? (part.transcript ?? '') : '',
    )
    .filter((piece) => piece !== '')
    .join(' ')
  const speech = item.role === 'user' ? item.content.find((part) => part.type === 'input_audio') : undefined
  const status: TranscriptStatus =
    speech?.transcription === 'failed' ? 'failed' : speech?.transcription === 'pending' ? 'partial' : 'final'
  return { ...base, role: item.role, status, text, heard: text, unheard: '' }
}
