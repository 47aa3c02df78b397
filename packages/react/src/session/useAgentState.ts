'use client'

import { selectActivity, type Activity, type AgentState } from '@parley/core'
import { useRealtime } from './useRealtime.ts'

/** What the agent is doing. Renders when one of the four changes; `since` is in ms since the epoch. */
export function useAgentState(): { state: AgentState; activity: Activity; userSpeaking: boolean; since: number } {
  return useRealtime(selectActivity)
}
