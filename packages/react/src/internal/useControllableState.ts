'use client'

import { useState } from 'react'

/** A value that the app holds (`value`), or that starts at `fallback` and lives here. `change` reports either way. */
export function useControllableState<T>(
  value: T | undefined,
  fallback: T,
  onChange?: (next: T) => void,
): [T, (next: T) => void] {
  const [own, setOwn] = useState(fallback)
  const change = (next: T): void => {
    if (value === undefined) setOwn(next)
    onChange?.(next)
  }
  return [value === undefined ? own : value, change]
}
