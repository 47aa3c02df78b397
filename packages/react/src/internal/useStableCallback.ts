'use client'

import { useState } from 'react'
import { useLatest } from './useLatest.ts'

type Callback = (...args: never[]) => unknown

/** A function that never changes and always calls the latest one given. Not to be called while rendering. */
export function useStableCallback<F extends Callback>(callback: F | undefined): F {
  const latest = useLatest(callback)
  const [stable] = useState(() => ((...args: never[]): unknown => latest.get()?.(...args)) as F)
  return stable
}
