'use client'

import { useCallback, useState, useSyncExternalStore } from 'react'
import type { SessionSnapshot } from '@parley/core'
import type { SessionLike } from '../session/SessionLike.ts'

/** Remembers the last answer of a selector, so that equal answers keep their identity and the same snapshot is asked once. */
export interface Selection<T> {
  read(snapshot: SessionSnapshot, selector: (s: SessionSnapshot) => T, isEqual: (a: T, b: T) => boolean): T
}

function createSelection<T>(): Selection<T> {
  let last: { snapshot: SessionSnapshot; selector: unknown; value: T } | null = null
  return {
    read(snapshot, selector, isEqual) {
      if (last?.snapshot === snapshot && last.selector === selector) return last.value
      const next = selector(snapshot)
      const value = last && isEqual(last.value, next) ? last.value : next
      last = { snapshot, selector, value }
      return value
    },
  }
}

/** What the selector answers, kept current. Renders again only when the answer is another one. */
export function useStore<T>(
  session: SessionLike,
  selector: (snapshot: SessionSnapshot) => T,
  isEqual: (a: T, b: T) => boolean = Object.is,
): T {
  const [selection] = useState(createSelection<T>)
  const [serverSelection] = useState(createSelection<T>)
  const subscribe = useCallback((listener: () => void) => session.subscribe(listener), [session])
  return useSyncExternalStore(
    subscribe,
    () => selection.read(session.getSnapshot(), selector, isEqual),
    () => serverSelection.read(session.getServerSnapshot(), selector, isEqual),
  )
}
