'use client'

import { useContext } from 'react'
import { ConfigError } from '@parley/core'
import { SessionContext } from './SessionContext.ts'
import type { SessionLike } from './SessionLike.ts'

/** The provider's session. Renders only when the provider gets another session. @throws ConfigError `missing_provider`. */
export function useSession(): SessionLike {
  return useSessionOr(undefined)
}

export function useSessionOr(given: SessionLike | undefined): SessionLike {
  const provided = useContext(SessionContext)
  const session = given ?? provided
  if (session) return session
  throw new ConfigError(
    'missing_provider',
    'There is no session here: put the component inside <RealtimeProvider session={…}>.',
  )
}
