import type { AgentActivity } from './snapshot.ts'
import type { SessionState } from './sessionState.ts'
import type { Step } from './slice.ts'

export type ActivityState = AgentActivity
export const initialActivity: ActivityState = { state: 'idle', activity: null, userSpeaking: false, since: 0 }

/**
 * What the agent is doing, from everything else: the one answer that needs all slices, so it is settled after them. It is the
 * same over WebRTC and WebSocket.
 */
export function activity(state: SessionState, step: Step): SessionState {
  const known = state.activity
  const next = agentState(state)
  const what = state.tools.running > 0 ? 'tool' : state.response.active !== null ? 'response' : null
  const { userSpeaking } = state.turn
  if (next === known.state && what === known.activity && userSpeaking === known.userSpeaking) return state
  step.emit({ type: 'agent_state_changed', state: next, activity: what, userSpeaking })
  const since = next === known.state ? known.since : step.at
  return { ...state, activity: { state: next, activity: what, userSpeaking, since } }
}

function agentState(state: SessionState): ActivityState['state'] {
  const { status } = state.connection
  if (status === 'connecting' || status === 'reconnecting') return 'initializing'
  if (status !== 'connected') return 'idle'
  if (state.playback.sounding !== null || state.playback.track !== null) return 'speaking'
  if (state.turn.userSpeaking) return 'listening'
  const { active, sent, queue } = state.response
  const busy = active !== null || sent !== null || queue.length > 0 || state.turn.awaiting || state.tools.running > 0
  // Audio that has come and not begun to sound is still the agent's turn.
  return busy || state.playback.parts.length > 0 ? 'thinking' : 'idle'
}
