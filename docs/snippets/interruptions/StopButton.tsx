import { useAgentState, useSession } from '@parley/react'

export function StopButton() {
  const session = useSession()
  const { state } = useAgentState()
  return (
    <button type="button" disabled={state !== 'speaking'} onClick={() => session.interrupt()}>
      Stop speaking
    </button>
  )
}
