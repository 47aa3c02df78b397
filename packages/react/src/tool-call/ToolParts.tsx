'use client'

import type { ToolStatus } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { errorText } from '../labels/errorText.ts'
import type { Labels } from '../labels/Labels.ts'
import { useLabels } from '../labels/useLabels.ts'
import { argumentSummary } from './argumentEntries.ts'
import { shownName } from './shownText.ts'
import { useContextCall } from './ToolContext.ts'

export interface ToolPartState {
  state: ToolStatus
}
export type ToolPartProps = PartProps<HTMLElement, ToolPartState>

/** The tool's name, as the model calls it. */
export const Name: Part<ToolPartProps> = definePart('Tool.Name', function ToolName(props: ToolPartProps) {
  const call = useContextCall('Tool.Name')
  return renderPart('code', 'tool-name', { state: call.status }, { children: shownName(call.name) }, props)
})

/** The arguments in words: `Lisbon, Porto, seats 2, direct`. */
export const Args: Part<ToolPartProps> = definePart('Tool.Args', function ToolArgs(props: ToolPartProps) {
  const call = useContextCall('Tool.Args')
  return renderPart(
    'span',
    'tool-args',
    { state: call.status },
    { dir: 'auto', children: argumentSummary(call.arguments) },
    props,
  )
})

/** How it went, in a word; announced by the transcript's announcer, not here. */
export const Result: Part<ToolPartProps> = definePart('Tool.Result', function ToolResult(props: ToolPartProps) {
  const labels = useLabels()
  const call = useContextCall('Tool.Result')
  return renderPart('span', 'tool-result', { state: call.status }, { children: statusText(call.status, labels) }, props)
})

/** A turning sign. Only there while the tool runs. */
export const Progress: Part<ToolPartProps> = definePart('Tool.Progress', function ToolProgress(props: ToolPartProps) {
  const labels = useLabels()
  const call = useContextCall('Tool.Progress')
  if (call.status !== 'running' && call.status !== 'pending') return null
  return renderPart('progress', 'tool-progress', { state: call.status }, { 'aria-label': labels.toolRunning }, props)
})

/** Why it failed. Only there after a failure. */
export const Error: Part<ToolPartProps> = definePart('Tool.Error', function ToolError(props: ToolPartProps) {
  const labels = useLabels()
  const call = useContextCall('Tool.Error')
  if (call.status !== 'failed') return null
  const children = call.error ? errorText(call.error, labels) : labels.toolFailed
  return renderPart('p', 'tool-error', { state: call.status }, { children }, props)
})

function statusText(status: ToolStatus, labels: Labels): string {
  switch (status) {
    case 'pending':
      return labels.toolPending
    case 'awaiting_approval':
      return labels.toolAwaitingApproval
    case 'running':
      return labels.toolRunning
    case 'done':
      return labels.toolDone
    case 'failed':
      return labels.toolFailed
    case 'rejected':
      return labels.toolRejected
    case 'expired':
      return labels.toolExpired
    case 'cancelled':
      return labels.toolCancelled
  }
}
