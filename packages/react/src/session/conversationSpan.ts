import { createStore, type Store } from '@parley/core/internal'
import type { SessionLike } from './SessionLike.ts'

/** When the conversation began and ended, in ms since the epoch; `to` is null while it goes on. */
export interface ConversationSpan {
  readonly from: number
  readonly to: number | null
}

const spans = new WeakMap<SessionLike, Store<ConversationSpan | null>>()

/** The span of a session's latest conversation, kept from the first time it is asked for. */
export function conversationSpan(session: SessionLike): Store<ConversationSpan | null> {
  let span = spans.get(session)
  if (span) return span
  const { status } = session.getSnapshot().connection
  span = createStore<ConversationSpan | null>(status === 'connected' ? { from: Date.now(), to: null } : null)
  spans.set(session, span)
  const store = span
  session.on('connection_changed', ({ connection, at }) => {
    const now = store.get()
    if (connection.status === 'connected' && now?.to !== null) store.set({ from: at, to: null })
    else if ((connection.status === 'disconnected' || connection.status === 'error') && now?.to === null) {
      store.set({ from: now.from, to: at })
    }
  })
  return store
}
