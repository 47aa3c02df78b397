import { selectItemIds, selectTranscriptItem, type SessionSnapshot } from '@parley/core'

/** When the first row began, in ms since the epoch; times in a transcript are counted from it. */
export function selectConversationStart(snapshot: SessionSnapshot): number | null {
  const [first] = selectItemIds(snapshot)
  return first === undefined ? null : (selectTranscriptItem(snapshot, first)?.startedAt ?? null)
}
