import { invalidOption } from '../errors.ts'
import type { WireItem } from '../protocol/index.ts'
import { sameValue } from '../sameValue.ts'
import type { RealtimeItem } from './snapshot.ts'
import { toWireItems } from './wireItem.ts'

export interface HistoryEdit {
  deletes: readonly string[]
  creates: readonly { item: WireItem; previousId: string | null }[]
  /** Items that cannot be created by a client and were left out. */
  skipped: readonly string[]
}

/**
 * What turns one history into another on the server: deletions first, then creations in their places. A changed item is
 * deleted and created under a new id, since ids are never used twice.
 * @throws ConfigError before anything is sent, when the edit adds or changes the agent's audio, or adds a hosted tool call.
 */
export function diffHistory(
  now: readonly RealtimeItem[],
  next: readonly RealtimeItem[],
  newId: () => string,
): HistoryEdit {
  const known = new Map(now.map((item) => [item.id, item]))
  const kept = new Set(next.filter((item) => sameValue(known.get(item.id), item)).map((item) => item.id))
  const deletes = now.filter((item) => !kept.has(item.id)).map((item) => item.id)
  const creates: { item: WireItem; previousId: string | null }[] = []
  const skipped: string[] = []
  let previousId = 'root'
  for (const item of next) {
    if (kept.has(item.id)) {
      previousId = item.id
      continue
    }
    if (item.type === 'function_call') {
      skipped.push(item.id)
      continue
    }
    refuseForeign(item)
    const id = known.has(item.id) ? newId() : item.id
    for (const wire of toWireItems({ ...item, id })) creates.push({ item: wire, previousId })
    previousId = id
  }
  return { deletes, creates, skipped }
}

function refuseForeign(item: RealtimeItem): void {
  const spoken =
    item.type === 'message' && item.role === 'assistant' && item.content.some((part) => part.type === 'output_audio')
  if (!spoken && item.type !== 'mcp_call') return
  const what = spoken ? 'what the agent said aloud' : 'a hosted tool call'
  throw invalidOption(
    'history',
    `updateHistory cannot add or change ${what} ("${item.id}"): only the service can make it. Remove the item, or add its text as output_text.`,
  )
}
