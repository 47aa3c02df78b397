'use client'

import { useInsertionEffect, useState } from 'react'

/** A box with the value of the last committed render, for code that runs later. */
export interface Latest<T> {
  get: () => T
}

export function useLatest<T>(value: T): Latest<T> {
  const [box] = useState(() => createBox(value))
  useInsertionEffect(() => box.set(value))
  return box
}

function createBox<T>(first: T): Latest<T> & { set(value: T): void } {
  let current = first
  return {
    get: () => current,
    set(value) {
      current = value
    },
  }
}
