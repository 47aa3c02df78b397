import { selectItem, selectItemIds, type SessionSnapshot } from '@parley/core'
import { conversationSpan } from '../session/conversationSpan.ts'
import type { SessionLike } from '../session/SessionLike.ts'

/** What was said when, for a picture: the loudest moment of each column, and what happened. */
export interface Timeline {
  /** Since the conversation began, in ms; 0 before. Stands still when it has ended. */
  now(): number
  add(mic: number, agent: number): void
  /** Columns of `columnMs`, from the first. */
  readonly columns: readonly Column[]
  readonly cuts: readonly Cut[]
  /** When the conversation began, in ms since the epoch; null before. */
  readonly startedAt: number | null
  readonly running: boolean
}
interface Column {
  mic: number
  agent: number
}
/** An interruption: when, and how much of the answer was thrown away. */
interface Cut {
  at: number
  lostMs: number
}

export const columnMs = 100

const timelines = new WeakMap<SessionLike, Timeline>()

/** The timeline of a session, one for all pictures of it, kept while the session is. */
export function timelineOf(session: SessionLike): Timeline {
  let timeline = timelines.get(session)
  if (!timeline) timelines.set(session, (timeline = createTimeline(session)))
  return timeline
}

function createTimeline(session: SessionLike): Timeline {
  const span = conversationSpan(session)
  let startedAt = span.get()?.from ?? null
  let columns: Column[] = []
  let cuts: Cut[] = []

  span.subscribe(() => {
    const from = span.get()?.from ?? null
    if (from === startedAt) return
    startedAt = from
    columns = []
    cuts = []
  })
  session.on('audio_interrupted', ({ itemId, at }) => {
    if (startedAt === null) return
    cuts.push({ at: at - startedAt, lostMs: Math.min(4000, unheardMs(session.getSnapshot(), itemId)) })
  })

  const running = (): boolean => span.get()?.to === null
  const now = (): number => (startedAt === null ? 0 : (span.get()?.to ?? Date.now()) - startedAt)
  return {
    now,
    add(mic, agent) {
      if (!running()) return
      const place = Math.floor(now() / columnMs)
      // Gaps stay gaps: a page that slept for hours has nothing to fill in.
      const column = (columns[place] ??= { mic: 0, agent: 0 })
      column.mic = Math.max(column.mic, mic)
      column.agent = Math.max(column.agent, agent)
    },
    get columns() {
      return columns
    },
    get cuts() {
      return cuts
    },
    get startedAt() {
      return startedAt
    },
    get running() {
      return running()
    },
  }
}

/** Audio of an item that was received and not heard. */
function unheardMs(snapshot: SessionSnapshot, id: string): number {
  const item = selectItem(snapshot, id)
  if (item?.type !== 'message' || item.role !== 'assistant') return 0
  return item.content.reduce(
    (sum, part) => (part.type === 'output_audio' ? sum + Math.max(0, part.durationMs - part.heardMs) : sum),
    0,
  )
}

/** Audio that waits to be heard now. */
export function waitingMs(snapshot: SessionSnapshot): number {
  const ids = selectItemIds(snapshot)
  for (let i = ids.length - 1; i >= Math.max(0, ids.length - 3); i--) {
    const item = selectItem(snapshot, ids[i]!)
    if (item?.type === 'message' && item.role === 'assistant')
      return item.interrupted ? 0 : unheardMs(snapshot, ids[i]!)
  }
  return 0
}
