import {
  selectActivity,
  selectItemIds,
  selectTranscriptItem,
  type AgentState,
  type SessionSnapshot,
} from '@parley/core'

/** What a visualizer shows: the agent's states, and those of the conversation around it. */
export type Pose =
  | AgentState
  | 'disconnected'
  | 'connecting'
  | 'reconnecting'
  | 'tool'
  | 'both'
  | 'interrupted'
  | 'muted'
  | 'error'

/** Something is being waited for: pictures move by themselves, and step in reduced motion. */
export function isWaiting(pose: Pose): boolean {
  return waiting.has(pose)
}
const waiting = new Set<Pose>(['connecting', 'initializing', 'reconnecting', 'thinking', 'tool'])

export function selectPose(snapshot: SessionSnapshot): Pose {
  const { status } = snapshot.connection
  if (status !== 'connected') return status
  const { state, activity, userSpeaking } = selectActivity(snapshot)
  if (state === 'speaking') return userSpeaking && !snapshot.muted ? 'both' : 'speaking'
  if (activity === 'tool') return 'tool'
  if (snapshot.muted && (state === 'listening' || state === 'idle')) return 'muted'
  if (state === 'listening' && lastAnswerWasCut(snapshot)) return 'interrupted'
  return state
}

function lastAnswerWasCut(snapshot: SessionSnapshot): boolean {
  const ids = selectItemIds(snapshot)
  for (let i = ids.length - 1; i >= Math.max(0, ids.length - 3); i--) {
    const row = selectTranscriptItem(snapshot, ids[i]!)
    if (row?.role === 'assistant') return row.status === 'interrupted'
  }
  return false
}

/** The nearest of the agent's own five states. */
export function agentStateOf(pose: Pose): AgentState {
  switch (pose) {
    case 'disconnected':
    case 'connecting':
    case 'reconnecting':
    case 'error':
      return 'initializing'
    case 'tool':
      return 'thinking'
    case 'both':
      return 'speaking'
    case 'interrupted':
      return 'listening'
    case 'muted':
      return 'idle'
    default:
      return pose
  }
}
