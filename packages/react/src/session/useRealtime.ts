'use client'

import type { SessionSnapshot } from '@parley/core'
import { useStore } from '../internal/useStore.ts'
import { useSession } from './useSession.ts'

/**
 * What a selector answers about the session, kept current. Renders when the answer changes by `isEqual` (default `Object.is`),
 * at most once a frame, whatever arrived meanwhile. Selectors may be inline.
 */
export function useRealtime<T>(selector: (s: SessionSnapshot) => T, isEqual?: (a: T, b: T) => boolean): T {
  return useStore(useSession(), selector, isEqual)
}
