'use client'

import { useEffect } from 'react'
import { tool, type FunctionTool, type JsonSchema, type StandardSchema, type ToolOptions } from '@parley/core'
import { stableStringify } from '../internal/stableStringify.ts'
import { useLastEqual } from '../internal/useLastEqual.ts'
import { useLatest } from '../internal/useLatest.ts'
import { useSession } from '../session/useSession.ts'

/**
 * Offers a tool to the agent for as long as the component is mounted. Its functions are read when they are called, so it may
 * use the latest props and be written inline; the server hears of it again only when name, description or schema change.
 * @throws ConfigError for options that cannot work; `duplicate_tool_name` when the name is taken.
 */
export function useTool<S extends StandardSchema | JsonSchema>(options: ToolOptions<S>): void {
  const session = useSession()
  const latest = useLatest(options)
  const described = useLastEqual(tool(options), sayTheSame)
  useEffect(() => session.registerTool(lateTool(described, latest.get)), [session, latest, described])
}

function sayTheSame(a: FunctionTool, b: FunctionTool): boolean {
  const said = ({ name, description, parameters, options }: FunctionTool): string =>
    stableStringify([
      name,
      description,
      parameters,
      options.timeoutMs,
      options.onTimeout,
      options.abortOnInterrupt,
      options.needsApproval,
    ])
  return said(a) === said(b)
}

function lateTool<S extends StandardSchema | JsonSchema>(
  described: FunctionTool,
  latest: () => ToolOptions<S>,
): FunctionTool {
  const first = described.options as unknown as ToolOptions<S>
  const lateApproval: ToolOptions<S>['needsApproval'] = (args, call) => {
    const { needsApproval = false } = latest()
    return typeof needsApproval === 'function' ? needsApproval(args, call) : needsApproval
  }
  return tool<S>({
    ...first,
    jsonSchema: described.parameters,
    execute: (args, call) => latest().execute(args, call),
    // Where the arguments do not fit such a function, the user is asked: only where the app gave one.
    needsApproval: typeof first.needsApproval === 'function' ? lateApproval : (first.needsApproval ?? false),
    isEnabled: (run) => {
      const { isEnabled = true } = latest()
      return typeof isEnabled === 'function' ? isEnabled(run) : isEnabled
    },
  })
}
