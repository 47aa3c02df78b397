'use client'

import { useContext } from 'react'
import { definePart } from '../internal/definePart.ts'
import { formatDuration } from '../internal/formatDuration.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useNow } from '../internal/useNow.ts'
import type { Labels } from '../labels/Labels.ts'
import { useLabels } from '../labels/useLabels.ts'
import { argumentEntries } from './argumentEntries.ts'
import { ApprovalContext, approvalStatus, type ApprovalPartState, type ApprovalStatus } from './approvalState.ts'
import { shownName } from './shownText.ts'
import { useContextCall } from './ToolContext.ts'

export type ApprovalPartProps = PartProps<HTMLElement, ApprovalPartState>

/** The question, as a title. Give children to ask it in the words of your app. */
export const Summary: Part<ApprovalPartProps> = definePart(
  'Approval.Summary',
  function ApprovalSummary(props: ApprovalPartProps) {
    const labels = useLabels()
    const call = useContextCall('Approval.Summary')
    const choice = useContext(ApprovalContext)
    const own = { id: choice?.titleId, children: labels.approvalSummary(shownName(call.name)) }
    return renderPart('p', 'approval-summary', { state: approvalStatus(call.status) }, own, props)
  },
)

/** The arguments as a list of names and values. */
export const Args: Part<ApprovalPartProps> = definePart(
  'Approval.Args',
  function ApprovalArgs(props: ApprovalPartProps) {
    const call = useContextCall('Approval.Args')
    const entries = argumentEntries(call.arguments)
    const children = entries.map(([name, value]) => (
      <div key={name}>
        <dt>{shownName(name)}</dt>
        <dd dir="auto">{value}</dd>
      </div>
    ))
    if (entries.length === 0) return null
    return renderPart('dl', 'approval-args', { state: approvalStatus(call.status) }, { children }, props)
  },
)

/** The time left, in words and as a line, where the run sets `approvalTimeoutMs`; after the answer, the answer. Renders once a second. */
export const Countdown: Part<ApprovalPartProps> = definePart(
  'Approval.Countdown',
  function ApprovalCountdown(props: ApprovalPartProps) {
    const labels = useLabels()
    const call = useContextCall('Approval.Countdown')
    const status = approvalStatus(call.status)
    const { expiresAt } = call
    const counts = status === 'pending' && expiresAt !== undefined
    const now = useNow(1000, counts)
    if (status === 'pending' && !counts) return null
    const left = counts ? Math.max(0, expiresAt - (now || call.startedAt)) : 0
    const share = counts ? left / Math.max(1, expiresAt - call.startedAt) : 0
    const own = {
      style: { '--rt-left': String(Math.min(1, share)) },
      children: counts ? labels.approvalTimeLeft(formatDuration(left)) : answer(status, labels),
    }
    return renderPart('span', 'approval-countdown', { state: status }, own, props)
  },
)

function answer(status: ApprovalStatus, labels: Labels): string {
  if (status === 'approved') return labels.approvedByYou
  return status === 'expired' ? labels.approvalExpired : labels.rejectedByYou
}
