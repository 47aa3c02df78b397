'use client'

import { useEffect } from 'react'
import type { EventOf, EventType, RealtimeSession } from '@parley/core'
import { useStableCallback } from '../internal/useStableCallback.ts'
import { recordedEvents } from './eventLog.ts'
import type { SessionLike } from './SessionLike.ts'
import { useSessionOr } from './useSession.ts'

export interface UseAgentEventsOptions<C = unknown> {
  /** Default true. */
  enabled?: boolean
  /** How many earlier events of these types the handler gets first, of the last 200. Deltas, audio and raw events are not kept. Default 0. */
  replay?: number
  /** Default the provider's. */
  session?: SessionLike | RealtimeSession<C>
}

/**
 * Calls the handler for every event of the type, of one of several types, or of all (`'*'`). The handler is read late: it
 * needs no `useCallback` and sees the latest props. Never renders.
 * @throws ConfigError `missing_provider` without a provider and without `session`.
 */
export function useAgentEvents<T extends EventType, C = unknown>(
  type: T | readonly T[] | '*',
  handler: (event: EventOf<T, C>) => void,
  { enabled = true, replay = 0, session: given }: UseAgentEventsOptions<C> = {},
): void {
  const session = useSessionOr(given as SessionLike | undefined)
  const call = useStableCallback(handler)
  const types = Array.isArray(type) ? type.join() : (type as string)

  useEffect(() => {
    if (!enabled) return undefined
    const wanted = types === '*' ? '*' : (types.split(',') as T[])
    if (replay > 0) {
      const fits = recordedEvents(session).filter((event) => wanted === '*' || wanted.includes(event.type as T))
      for (const event of fits.slice(-replay)) call(event as unknown as EventOf<T, C>)
    }
    return session.on<T>(wanted, call as (event: EventOf<T>) => void)
  }, [session, types, enabled, replay, call])
}
