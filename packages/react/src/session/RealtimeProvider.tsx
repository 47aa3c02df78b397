'use client'

import { useEffect, useMemo, type ReactElement, type ReactNode } from 'react'
import { ConfigError, type RealtimeSession } from '@parley/core'
import { LocaleContext } from '../labels/LocaleContext.ts'
import type { Labels } from '../labels/Labels.ts'
import { shallowEqual } from '../internal/shallowEqual.ts'
import { useLastEqual } from '../internal/useLastEqual.ts'
import { recordEvents } from './eventLog.ts'
import { SessionContext } from './SessionContext.ts'
import type { SessionLike } from './SessionLike.ts'

export interface RealtimeProviderProps<C = unknown> {
  session: SessionLike | RealtimeSession<C>
  /** Replaces words of the parts. May be inline. English is the default; `koLabels` and `arLabels` are complete packs. */
  labels?: Partial<Labels>
  /** Sets the reading direction of the parts; default the page's. */
  dir?: 'ltr' | 'rtl'
  children?: ReactNode
}

/**
 * Shares one session with the hooks and parts inside. Two providers on a page are two conversations.
 * @throws ConfigError when `session` is none. A label that no part uses is refused by the first part.
 */
export function RealtimeProvider<C = unknown>({
  session: given,
  labels,
  dir,
  children,
}: RealtimeProviderProps<C>): ReactElement {
  // What the context of its tools is does not matter to the parts.
  const session = given as SessionLike
  if (typeof session?.getSnapshot !== 'function') {
    throw new ConfigError(
      'invalid_option',
      '<RealtimeProvider> needs `session`: pass what `useRealtimeSession` returned.',
      { path: 'session' },
    )
  }
  const words = useLastEqual(labels, shallowEqual)
  const locale = useMemo(() => ({ own: words, dir }), [words, dir])
  useEffect(() => recordEvents(session), [session])
  return (
    <SessionContext.Provider value={session}>
      <LocaleContext.Provider value={locale}>
        {dir ? (
          <div dir={dir} style={{ display: 'contents' }}>
            {children}
          </div>
        ) : (
          children
        )}
      </LocaleContext.Provider>
    </SessionContext.Provider>
  )
}
