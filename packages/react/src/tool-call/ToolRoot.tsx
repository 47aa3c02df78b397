'use client'

import type { ToolCallView } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import { chevronIcon } from '../internal/icons.tsx'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { prettyJson } from './argumentEntries.ts'
import { ToolContext } from './ToolContext.ts'
import { Args, Name, Result, type ToolPartState } from './ToolParts.tsx'
import { useToolCall } from './useToolCalls.ts'

export type ToolRootProps = PartProps<HTMLElement, ToolPartState> & { callId: string }

/** One tool call: a line with its name, its arguments in words and how it went; opened, the JSON. Nothing for an unknown call. */
export const Root: Part<ToolRootProps> = definePart(
  'Tool.Root',
  function ToolRoot({ callId, ...props }: ToolRootProps) {
    const call = useToolCall(callId)
    if (!call) return null
    const children = (
      <details data-slot="tool-details">
        <summary>
          <i data-slot="tool-notch" aria-hidden="true" />
          <Name />
          <Args />
          <Result />
          {chevronIcon}
        </summary>
        <pre data-slot="tool-json">{json(call)}</pre>
      </details>
    )
    return (
      <ToolContext.Provider value={call}>
        {renderPart('div', 'tool', { state: call.status }, { children }, props)}
      </ToolContext.Provider>
    )
  },
)

function json(call: ToolCallView): string {
  return [prettyJson(call.arguments), call.output === undefined ? '' : prettyJson(call.output)]
    .filter(Boolean)
    .join('\n\n')
}
