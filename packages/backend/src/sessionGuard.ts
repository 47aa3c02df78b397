import { isKnownServerEvent, type ClientEvent, type ServerEvent, type SessionConfig } from '@parley/core/protocol'

/** The part of a session that only the server may set. */
export type ProtectedField = 'instructions' | 'tools' | 'tool_choice' | 'prompt' | 'max_output_tokens'

interface SessionGuard {
  /** An event this server sends: a `session.update` of its own is what holds from then on. */
  sent(event: ClientEvent): void
  /** An event of the service. The result is what must be sent to undo a change that somebody else made. */
  received(event: ServerEvent): SessionConfig | undefined
}

/**
 * Knows what the server asked the session to be and notices when it is something else: whoever else is on the call, the page
 * above all, may send `session.update` too.
 *
 * The service acknowledges updates in order and without ids. An acknowledgement that arrives while one of ours is awaited is
 * taken for ours and not looked at; whatever was changed in between shows in one of those that follow.
 */
export function createSessionGuard(fields: readonly ProtectedField[]): SessionGuard {
  let wanted: Partial<SessionConfig> = {}
  /** Own updates that are not acknowledged yet, by their event ids. */
  const awaited: (string | undefined)[] = []

  return {
    sent(event) {
      if (event.type !== 'session.update') return
      awaited.push(event.event_id)
      const session = event.session as Partial<SessionConfig>
      for (const field of fields) {
        if (session[field] !== undefined) wanted = { ...wanted, [field]: session[field] }
      }
    },
    received(event) {
      if (!isKnownServerEvent(event)) return undefined
      // A new connection: what was under way on the one before is never acknowledged.
      if (event.type === 'session.created') awaited.length = 0
      if (event.type === 'error') {
        const { event_id: id } = event.error
        const index = id ? awaited.indexOf(id) : -1
        if (index >= 0) awaited.splice(index, 1)
        return undefined
      }
      if (event.type !== 'session.updated') return undefined
      if (awaited.length > 0) {
        awaited.shift()
        return undefined
      }
      const session: Record<string, unknown> = { ...event.session }
      const changed = fields.some((field) => wanted[field] !== undefined && !contains(session[field], wanted[field]))
      return changed ? { type: 'realtime', ...wanted } : undefined
    },
  }
}

/** Credentials of hosted tools are not echoed. */
const NEVER_ECHOED = new Set(['headers', 'authorization'])

/** Whether the session says what was asked for. It may say more: the service fills in defaults. */
function contains(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((each, index) => contains(actual[index], each))
    )
  }
  if (typeof wanted !== 'object' || wanted === null) return actual === wanted
  if (typeof actual !== 'object' || actual === null) return false
  return Object.entries(wanted).every(
    ([key, value]) =>
      value === undefined || NEVER_ECHOED.has(key) || contains((actual as Record<string, unknown>)[key], value),
  )
}
