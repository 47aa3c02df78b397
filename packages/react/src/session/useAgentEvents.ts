'use client'

import { useEffect } from 'react'
import type { EventOf, EventType } from '@parley/core'
import { useStableCallback } from '../internal/useStableCallback.ts'
import { recordedEvents } from './eventLog.ts'
import type { AnySession, SessionLike } from './SessionLike.ts'
import { useSessionOr } from './useSession.ts'

export interface UseAgentEventsOptions {
  /** Default true. */
  enabled?: boolean
  /** How many earlier events of these types the handler gets first, of the last 200. Deltas, audio and raw events are not kept. Default 0. */
  replay?: number
  /** Default the provider's. */
  session?: AnySession
}

/**
 * Calls the handler for every event of the type, of one of several types, or of all (`'*'`). The handler is read late: it
 * needs no `useCallback` and sees the latest props. Never renders.
 * @throws ConfigError `missing_provider` without a provider and without `session`.
 */
export function useAgentEvents<T extends EventType>(
  type: T | readonly T[] | '*',
  handler: (event: EventOf<T>) => void,
  { enabled = true, replay = 0, session: given }: UseAgentEventsOptions = {},
): void {
  const session = useSessionOr(given as SessionLike | undefined)
  const call = useStableCallback(handler)
  const types = Array.isArray(type) ? type.join() : (type as string)

  useEffect(() => {
    if (!enabled) return undefined
    const wanted = types === '*' ? '*' : (types.split(',') as T[])
    if (replay > 0) {
      const fits = recordedEvents(session).filter((event) => wanted === '*' || wanted.includes(event.type as T))
      for (const event of fits.slice(-replay)) call(event as unknown as EventOf<T>)
    }
    return session.on<T>(wanted, call)
  }, [session, types, enabled, replay, call])
}
