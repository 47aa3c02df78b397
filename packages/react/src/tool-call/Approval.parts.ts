export { Root, type ApprovalRootProps } from './ApprovalRoot.tsx'
export { Args, Countdown, Summary, type ApprovalPartProps } from './ApprovalParts.tsx'
export { Approve, Reject, Remember, type ApprovalButtonProps, type ApprovalRememberProps } from './ApprovalActions.tsx'
export type { ApprovalPartState, ApprovalStatus } from './approvalState.ts'
