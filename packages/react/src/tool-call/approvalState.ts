'use client'

import type { Context } from 'react'
import type { ToolStatus } from '@parley/core'
import { createPartContext } from '../internal/createPartContext.ts'
import type { SpokenAnswer } from './useSpokenAnswer.ts'

export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'expired'
export interface ApprovalPartState {
  state: ApprovalStatus
}

export function approvalStatus(status: ToolStatus): ApprovalStatus {
  if (status === 'awaiting_approval' || status === 'pending') return 'pending'
  if (status === 'rejected' || status === 'cancelled') return 'rejected'
  return status === 'expired' ? 'expired' : 'approved'
}

/** What the parts of one approval share besides the call. */
export interface ApprovalChoice {
  readonly titleId: string
  readonly remember: boolean
  setRemember: (remember: boolean) => void
  /** What the user said, if it was a plain yes or no. */
  readonly spoken: SpokenAnswer
  decide: (approve: boolean) => void
}
const context = createPartContext<ApprovalChoice>('Approval.Root')
export const ApprovalContext: Context<ApprovalChoice | null> = context.Context
export const useChoice: (part: string) => ApprovalChoice = context.use
