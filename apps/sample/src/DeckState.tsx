import { useAgentState, useConnection, useLabels, useMicrophone, Visualizer } from '@parley/react'

/** The bars, and the state of the conversation in a line. */
export function DeckState() {
  const { status } = useConnection()
  const { state, activity } = useAgentState()
  const microphone = useMicrophone()
  const labels = useLabels()
  return (
    <>
      <Visualizer.Bars className="deck-bars" />
      <span className="deck-state">{text()}</span>
    </>
  )

  function text(): string {
    if (status === 'disconnected' || status === 'error') return 'Microphone closed'
    if (status === 'reconnecting') return 'Connection lost'
    if (activity === 'tool') return labels.stateTool
    if (state === 'thinking') return 'Reply on its way'
    if (state === 'speaking') return labels.stateSpeaking
    if (microphone.muted) return 'Microphone muted'
    return microphone.status === 'live' ? 'Microphone open' : 'No microphone'
  }
}
