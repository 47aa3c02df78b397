'use client'

import { selectActivity, type SessionSnapshot } from '@parley/core'
import { useRealtime } from '../session/useRealtime.ts'
import type { LevelSource } from './levelHub.ts'

const userSpeaks = (s: SessionSnapshot): boolean => selectActivity(s).userSpeaking
const agentSpeaks = (s: SessionSnapshot): boolean => selectActivity(s).state === 'speaking'

/** Whether this side is speaking, as the session understands it. Renders twice a turn. */
export function useSpeaking(source: LevelSource): boolean {
  return useRealtime(source === 'mic' ? userSpeaks : agentSpeaks)
}
