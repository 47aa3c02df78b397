import { Latency, useAgentState, useConnection, useLabels, useMicrophone, Visualizer } from '@parley/react'

/** The agent as a picture, and what it is doing in a word. */
export function Stage() {
  const { word, hint } = useWords()
  return (
    <div className="stage">
      <Visualizer.Orb className="orb" />
      <p className="state-word">{word}</p>
      <p className="hint">{hint}</p>
      <Latency.Breakdown className="breakdown" />
    </div>
  )
}

function useWords(): { word: string; hint: string } {
  const labels = useLabels()
  const { status } = useConnection()
  const { state, activity } = useAgentState()
  const microphone = useMicrophone()
  if (status === 'reconnecting') return { word: 'One moment', hint: 'The connection broke. Nora is coming back.' }
  if (status !== 'connected') return { word: 'Ended', hint: 'The conversation stays on this page.' }
  if (activity === 'tool') return { word: labels.stateTool, hint: 'Nora is reading the weather.' }
  if (state === 'speaking') return { word: labels.stateSpeaking, hint: 'Talk over her whenever you like.' }
  if (microphone.status === 'error' || microphone.status === 'interrupted') {
    return { word: labels.stateIdle, hint: 'She can’t hear you. Type to her, or turn the microphone on.' }
  }
  if (microphone.muted) return { word: labels.stateMuted, hint: 'She can’t hear you until you unmute.' }
  if (state === 'thinking') return { word: labels.stateThinking, hint: 'One moment.' }
  return { word: labels.stateListening, hint: 'Go ahead, she hears you.' }
}
