import { Latency, useAgentState, useConnection, useLabels, useMicrophone, useRealtime, Visualizer } from '@parley/react'

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
  const name = useRealtime((s) => s.agentName)
  const { status } = useConnection()
  const { state, activity } = useAgentState()
  const asks = useRealtime((s) => s.toolCalls.some((call) => call.status === 'awaiting_approval'))
  const microphone = useMicrophone()
  if (status === 'reconnecting') return { word: 'One moment', hint: `The connection broke. ${name} is coming back.` }
  if (status === 'connecting') return { word: 'One moment', hint: `${name} is on the way.` }
  if (status !== 'connected') return { word: 'Ended', hint: 'The conversation stays on this page.' }
  if (state === 'speaking') return { word: labels.stateSpeaking, hint: `Talk over ${name} whenever you like.` }
  if (asks) return { word: 'Your turn', hint: `${name} waits for your answer.` }
  if (activity === 'tool')
    return { word: labels.stateTool, hint: `${name} is at work. Talk, or press Stop, to call it off.` }
  if (microphone.status === 'error' || microphone.status === 'interrupted') {
    return { word: labels.stateIdle, hint: `${name} can’t hear you. Type, or turn the microphone on.` }
  }
  if (microphone.muted) return { word: labels.stateMuted, hint: `${name} can’t hear you until you unmute.` }
  if (state === 'thinking') return { word: labels.stateThinking, hint: 'One moment.' }
  return { word: labels.stateListening, hint: `Go ahead, ${name} hears you.` }
}
