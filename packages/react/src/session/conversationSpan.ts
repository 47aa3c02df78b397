import type { EventOf } from '@parley/core'
import type { SessionLike } from './SessionLike.ts'

/** When the conversation began and ended, in ms since the epoch; `to` is null while it goes on. */
export interface ConversationSpan {
  readonly from: number
  readonly to: number | null
}

export function nextSpan(
  span: ConversationSpan | null,
  { connection, at }: Pick<EventOf<'connection_changed'>, 'connection' | 'at'>,
): ConversationSpan | null {
  if (connection.status === 'connecting') return null
  if (connection.status === 'connected') return span?.to === null ? span : { from: at, to: null }
  if (connection.status === 'reconnecting' || span === null) return span
  return { from: span.from, to: span.to ?? at }
}

const spans = new WeakMap<SessionLike, ConversationSpan | null>()

/** Keeps the span of a session's conversation, so that what mounts later knows when it began. */
export function recordSpan(session: SessionLike): void {
  if (spans.has(session)) return
  spans.set(session, null)
  session.on('connection_changed', (event) => spans.set(session, nextSpan(spans.get(session) ?? null, event)))
}

export function recordedSpan(session: SessionLike): ConversationSpan | null {
  return spans.get(session) ?? null
}
