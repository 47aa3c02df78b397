'use client'

import { useContext, type ChangeEvent } from 'react'
import { ConfigError } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { ApprovalContext, approvalStatus, type ApprovalChoice, type ApprovalPartState } from './approvalState.ts'
import { useContextCall } from './ToolContext.ts'

function useChoice(part: string): ApprovalChoice {
  const choice = useContext(ApprovalContext)
  if (choice) return choice
  throw new ConfigError('missing_provider', `<${part}> stands outside of <Approval.Root>: put it inside one.`)
}

export type ApprovalButtonProps = PartProps<HTMLButtonElement, ApprovalPartState> & { disabled?: boolean }

/** Lets the tool run. */
export const Approve: Part<ApprovalButtonProps> = definePart(
  'Approval.Approve',
  function ApprovalApprove(props: ApprovalButtonProps) {
    const labels = useLabels()
    const { decide } = useChoice('Approval.Approve')
    const state = { state: approvalStatus(useContextCall('Approval.Approve').status) }
    const own = {
      type: 'button',
      disabled: state.state !== 'pending',
      'aria-keyshortcuts': 'Alt+A',
      onClick: () => decide(true),
      children: (
        <>
          {labels.approve} <kbd data-slot="key-cap">Alt A</kbd>
        </>
      ),
    }
    return renderPart('button', 'approval-approve', state, own, props)
  },
)

/** Refuses; the model is told. */
export const Reject: Part<ApprovalButtonProps> = definePart(
  'Approval.Reject',
  function ApprovalReject(props: ApprovalButtonProps) {
    const labels = useLabels()
    const { decide } = useChoice('Approval.Reject')
    const state = { state: approvalStatus(useContextCall('Approval.Reject').status) }
    const own = {
      type: 'button',
      disabled: state.state !== 'pending',
      'aria-keyshortcuts': 'Alt+R',
      onClick: () => decide(false),
      children: (
        <>
          {labels.reject} <kbd data-slot="key-cap">Alt R</kbd>
        </>
      ),
    }
    return renderPart('button', 'approval-reject', state, own, props)
  },
)

export type ApprovalRememberProps = PartProps<HTMLLabelElement, ApprovalPartState>

/** Makes the decision hold for later calls of the same tool. */
export const Remember: Part<ApprovalRememberProps> = definePart(
  'Approval.Remember',
  function ApprovalRemember(props: ApprovalRememberProps) {
    const labels = useLabels()
    const { remember, setRemember } = useChoice('Approval.Remember')
    const state = { state: approvalStatus(useContextCall('Approval.Remember').status) }
    const children = (
      <>
        <input
          type="checkbox"
          checked={remember}
          onChange={(event: ChangeEvent<HTMLInputElement>) => setRemember(event.currentTarget.checked)}
        />
        {labels.rememberDecision}
      </>
    )
    return renderPart('label', 'approval-remember', state, { children }, props)
  },
)
