import { Approval, useApprovals } from '@parley/react'

export function Approvals() {
  const { pending } = useApprovals()
  return (
    <section aria-label="Waiting for you">
      {pending.map(({ callId }) => (
        <Approval.Root key={callId} callId={callId} />
      ))}
    </section>
  )
}
