'use client'

import { useEffect, useId, useState } from 'react'
import { selectPendingApprovals, type SessionSnapshot } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useStableCallback } from '../internal/useStableCallback.ts'
import { useLabels } from '../labels/useLabels.ts'
import { useRealtime } from '../session/useRealtime.ts'
import { useSession } from '../session/useSession.ts'
import { ApprovalContext, approvalStatus, type ApprovalPartState } from './approvalState.ts'
import { Approve, Reject, Remember } from './ApprovalActions.tsx'
import { Args, Countdown, Summary } from './ApprovalParts.tsx'
import { ToolContext } from './ToolContext.ts'
import { Name } from './ToolParts.tsx'
import { useSpokenAnswer } from './useSpokenAnswer.ts'
import { useToolCall } from './useToolCalls.ts'

export type ApprovalRootProps = PartProps<HTMLDivElement, ApprovalPartState> & { callId: string }

const firstPending = (s: SessionSnapshot): string | undefined => selectPendingApprovals(s)[0]?.callId

/** A question before a tool runs. Never takes the focus; Alt+A and Alt+R answer the oldest one. Nothing for an unknown call. */
export const Root: Part<ApprovalRootProps> = definePart(
  'Approval.Root',
  function ApprovalRoot({ callId, ...props }: ApprovalRootProps) {
    const session = useSession()
    const labels = useLabels()
    const titleId = useId()
    const call = useToolCall(callId)
    const [remember, setRemember] = useState(false)
    const first = useRealtime(firstPending) === callId
    const decide = useStableCallback((approve: boolean) => {
      const options = remember ? { always: true } : {}
      if (approve) session.approve(callId, options)
      else session.reject(callId, options)
    })
    const pending = call?.status === 'awaiting_approval'
    const spoken = useSpokenAnswer(pending && first, labels)

    useEffect(() => {
      if (!pending || !first) return undefined
      const answer = (event: KeyboardEvent): void => {
        if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return
        // The code, since Alt changes what the key types on some keyboards.
        if (event.code !== 'KeyA' && event.code !== 'KeyR') return
        event.preventDefault()
        decide(event.code === 'KeyA')
      }
      window.addEventListener('keydown', answer)
      return () => window.removeEventListener('keydown', answer)
    }, [pending, first, decide])

    if (!call) return null
    const state = { state: approvalStatus(call.status) }
    const children = (
      <>
        <div data-slot="approval-head">
          <i data-slot="tool-notch" aria-hidden="true" />
          <Name />
          <Countdown />
        </div>
        <Summary />
        <Args />
        {pending && (
          <div data-slot="approval-actions">
            <Approve />
            <Reject />
            <Remember />
            <output data-slot="approval-spoken">
              {spoken === null ? '' : labels.spokenNeedsHand(spoken === 'approve' ? labels.approve : labels.reject)}
            </output>
          </div>
        )}
      </>
    )
    return (
      <ToolContext.Provider value={call}>
        <ApprovalContext.Provider value={{ titleId, remember, setRemember, spoken, decide }}>
          {renderPart('div', 'approval', state, { role: 'group', 'aria-labelledby': titleId, children }, props)}
        </ApprovalContext.Provider>
      </ToolContext.Provider>
    )
  },
)
