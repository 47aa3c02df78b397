'use client'

import { createContext, useContext, type Context } from 'react'
import { ConfigError } from '@parley/core'

export interface PartContext<T> {
  readonly Context: Context<T | null>
  readonly use: (part: string) => T
}

/** The context between a Root and its parts. A part outside of its Root says so, and what to do. */
export function createPartContext<T>(root: string): PartContext<T> {
  const Context = createContext<T | null>(null)
  Context.displayName = root
  const usePart = (part: string): T => {
    const value = useContext(Context)
    if (value === null) {
      throw new ConfigError('missing_provider', `<${part}> stands outside of <${root}>: put it inside one.`)
    }
    return value
  }
  return { Context, use: usePart }
}
