import { selectAgentState, selectTranscriptItem, type TranscriptItem } from '@parley/core'
import type { Labels } from '../labels/Labels.ts'
import type { SessionLike } from '../session/SessionLike.ts'
import { shownName } from '../tool-call/shownText.ts'

export type Verbosity = 'off' | 'events' | 'turns' | 'live'

/** Calls `say` with what a screen reader should read. Returns its end. */
export function announceSession(
  session: SessionLike,
  verbosity: Verbosity,
  labels: () => Labels,
  say: (text: string) => void,
): () => void {
  if (verbosity === 'off') return () => {}
  /** How much of each turn was said, in characters; Infinity when all was. */
  const told = new Map<string, number>()
  let waiting: { id: string; text: string }[] = []
  let lost = false

  const speaking = (): boolean => selectAgentState(session.getSnapshot()) === 'speaking'
  const flush = (): void => {
    if (waiting.length === 0 || speaking() || waiting.some(({ id }) => isSounding(session, id))) return
    say(waiting.map(({ text }) => text).join(' '))
    waiting = []
  }
  const sayTurn = (row: TranscriptItem, text: string): void => {
    const words = labels()
    if (row.role === 'user') say(words.announceUser(text))
    else if (row.role === 'assistant') {
      waiting.push({ id: row.id, text: words.announceAgent(row.agentName ?? words.agent, text) })
      flush()
    }
  }
  const rowChanged = (id: string): void => {
    const row = selectTranscriptItem(session.getSnapshot(), id)
    if (!row || row.role === 'tool' || row.role === 'system') return
    const done = told.get(id) ?? 0
    const text = row.status === 'interrupted' ? row.heard : row.text
    if (row.status !== 'partial') {
      told.set(id, Infinity)
      const rest = text.slice(done).trim()
      if (rest !== '') sayTurn(row, rest)
    } else if (verbosity === 'live') {
      const end = sentenceEnd(text, done)
      if (end <= done) return
      told.set(id, end)
      sayTurn(row, text.slice(done, end).trim())
    }
  }

  const stops = [
    session.on('tool_approval_required', ({ tool }) => say(labels().announceApproval(shownName(tool.name)))),
    session.on('audio_interrupted', () => {
      waiting = []
    }),
    session.on(['agent_state_changed', 'audio_drained'], () => queueMicrotask(flush)),
    session.on('connection_changed', ({ connection }) => {
      if (connection.status === 'reconnecting' && !lost) say(labels().announceConnectionLost)
      if (connection.status === 'connected' && lost) say(labels().announceConnectionRestored)
      lost = connection.status === 'reconnecting'
    }),
  ]
  if (verbosity !== 'events') {
    stops.push(session.on('history_updated', ({ changedIds }) => changedIds.forEach(rowChanged)))
  }
  return () => stops.forEach((stop) => stop())
}

/** Some of the turn is still to be heard. */
function isSounding(session: SessionLike, id: string): boolean {
  const row = selectTranscriptItem(session.getSnapshot(), id)
  return row !== undefined && row.status !== 'interrupted' && row.status !== 'partial' && row.unheard.trim() !== ''
}

/** The end of the last whole sentence after `from`; `from` where there is none. */
function sentenceEnd(text: string, from: number): number {
  let end = from
  for (const match of text.slice(from).matchAll(/[.!?…。！？؟](?=\s|$)\s*/g)) end = from + match.index + match[0].length
  return end
}
