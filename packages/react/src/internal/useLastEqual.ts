'use client'

import { useState } from 'react'

/** The same object for as long as it is equal: for inline objects that must not cause work. */
export function useLastEqual<T>(value: T, isEqual: (a: T, b: T) => boolean): T {
  const [kept] = useState(() => createKeeper<T>(value))
  return kept(value, isEqual)
}

function createKeeper<T>(first: T): (value: T, isEqual: (a: T, b: T) => boolean) => T {
  let last = first
  return (value, isEqual) => {
    if (!isEqual(last, value)) last = value
    return last
  }
}
