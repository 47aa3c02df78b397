'use client'

import { useInsertionEffect, useState } from 'react'

type Callback = (...args: never[]) => unknown

/** A function that never changes and always calls the latest one given. Not to be called while rendering. */
export function useStableCallback<F extends Callback>(callback: F | undefined): F {
  const [stable] = useState(() => createLateCallback<F>())
  useInsertionEffect(() => stable.set(callback))
  return stable.call
}

interface LateCallback<F> {
  readonly call: F
  set: (callback: F | undefined) => void
}

function createLateCallback<F extends Callback>(): LateCallback<F> {
  let latest: F | undefined
  const call = (...args: never[]): unknown => latest?.(...args)
  return {
    call: call as F,
    set(callback) {
      latest = callback
    },
  }
}
