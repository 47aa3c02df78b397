'use client'

import type { ChangeEvent } from 'react'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { approvalStatus, useChoice, type ApprovalPartState } from './approvalState.ts'
import { useContextCall } from './ToolContext.ts'

export interface ApprovalButtonState extends ApprovalPartState {
  /** The user said so; the hand has to follow. */
  suggested: boolean
}
export type ApprovalButtonProps = PartProps<HTMLButtonElement, ApprovalButtonState> & { disabled?: boolean }

function decision(word: 'approve' | 'reject', name: string, key: string): Part<ApprovalButtonProps> {
  return definePart(name, function ApprovalDecision(props: ApprovalButtonProps) {
    const labels = useLabels()
    const { decide, spoken } = useChoice(name)
    const state = { state: approvalStatus(useContextCall(name).status), suggested: spoken === word }
    const own = {
      type: 'button',
      disabled: state.state !== 'pending',
      'aria-keyshortcuts': `Alt+${key}`,
      onClick: () => decide(word === 'approve'),
      children: (
        <>
          {labels[word]} <kbd data-slot="key-cap">Alt {key}</kbd>
        </>
      ),
    }
    return renderPart('button', `approval-${word}`, state, own, props)
  })
}

/** Lets the tool run. */
export const Approve: Part<ApprovalButtonProps> = decision('approve', 'Approval.Approve', 'A')

/** Refuses; the model is told. */
export const Reject: Part<ApprovalButtonProps> = decision('reject', 'Approval.Reject', 'R')

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
