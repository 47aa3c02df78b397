'use client'

import { useCallback, useState, useSyncExternalStore } from 'react'
import type { SessionSnapshot } from '@parley/core'
import { useSession } from './useSession.ts'

type Selector<T> = (s: SessionSnapshot) => T
type IsEqual<T> = (a: T, b: T) => boolean

/**
 * What a selector answers about the session, kept current. Renders when the answer changes by `isEqual` (default `Object.is`),
 * at most once a frame, whatever arrived meanwhile. Selectors may be inline.
 */
export function useRealtime<T>(selector: Selector<T>, isEqual: IsEqual<T> = Object.is): T {
  const session = useSession()
  const [select] = useState(createSelection<T>)
  const [selectInitial] = useState(createSelection<T>)
  const subscribe = useCallback((listener: () => void) => session.subscribe(listener), [session])
  return useSyncExternalStore(
    subscribe,
    () => select(session.getSnapshot(), selector, isEqual),
    () => selectInitial(session.getServerSnapshot(), selector, isEqual),
  )
}

/** Remembers the last answer of a selector, so that equal answers keep their identity and the same snapshot is asked once. */
function createSelection<T>(): (snapshot: SessionSnapshot, selector: Selector<T>, isEqual: IsEqual<T>) => T {
  let last: { snapshot: SessionSnapshot; selector: Selector<T>; value: T } | null = null
  return (snapshot, selector, isEqual) => {
    if (last?.snapshot === snapshot && last.selector === selector) return last.value
    const next = selector(snapshot)
    const value = last && isEqual(last.value, next) ? last.value : next
    last = { snapshot, selector, value }
    return value
  }
}
