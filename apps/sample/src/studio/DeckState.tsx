import { useAgentState, useConnection, useLabels, useMicrophone, useSession, Visualizer } from '@parley/react'

/** The bars, the state of the conversation in a line, and the way to stop what runs. */
export function DeckState() {
  const session = useSession()
  const { status } = useConnection()
  const { state, activity } = useAgentState()
  const microphone = useMicrophone()
  const labels = useLabels()
  const runs = status === 'connected' && (activity === 'tool' || state === 'speaking')
  return (
    <>
      <Visualizer.Bars className="deck-bars" />
      <span className="deck-state">{text()}</span>
      {runs && (
        <button type="button" className="quiet" onClick={() => session.interrupt()}>
          Stop
        </button>
      )}
    </>
  )

  function text(): string {
    if (status === 'disconnected' || status === 'error') return 'Microphone closed'
    if (status === 'connecting') return labels.statusConnecting
    if (status === 'reconnecting') return 'Connection lost'
    if (activity === 'tool') return labels.stateTool
    if (state === 'thinking') return 'Reply on its way'
    if (state === 'speaking') return labels.stateSpeaking
    if (microphone.muted) return 'Microphone muted'
    return microphone.status === 'live' ? 'Microphone open' : 'No microphone'
  }
}
