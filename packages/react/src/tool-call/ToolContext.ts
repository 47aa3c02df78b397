'use client'

import { createContext, useContext, type Context } from 'react'
import { ConfigError, type ToolCallView } from '@parley/core'

/** The call of the nearest `Tool.Root` or `Approval.Root`. */
export const ToolContext: Context<ToolCallView | null> = createContext<ToolCallView | null>(null)
ToolContext.displayName = 'Tool.Root'

export function useContextCall(part: string): ToolCallView {
  const call = useContext(ToolContext)
  if (call) return call
  const root = `${part.split('.')[0]}.Root`
  throw new ConfigError('missing_provider', `<${part}> stands outside of <${root}>: put it inside one.`)
}
