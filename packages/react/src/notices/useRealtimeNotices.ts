'use client'

import { useCallback, useState } from 'react'
import type { RealtimeError, Severity, SessionSnapshot } from '@parley/core'
import { shallowEqual } from '../internal/shallowEqual.ts'
import { useLabels } from '../labels/useLabels.ts'
import { useRealtime } from '../session/useRealtime.ts'
import type { SessionLike } from '../session/SessionLike.ts'
import { useSession } from '../session/useSession.ts'
import { mostPressingFirst, noticesOf, type Notice, type NoticeFacts } from './noticesOf.ts'

export interface RealtimeNotice {
  id: string
  severity: Severity
  message: string
  error?: RealtimeError
  /** The way out, where there is one. */
  action?: { label: string; run: () => void }
  dismiss: () => void
}

/**
 * What the user should know now: a lost connection, a microphone that does not work, sound that is blocked, talking while
 * muted, an error. The most severe comes first, and of the equally severe the newest. Notices go by themselves when their cause is gone. Renders when the list changes.
 */
export function useRealtimeNotices(): readonly RealtimeNotice[] {
  const session = useSession()
  const labels = useLabels()
  const facts = useRealtime(selectFacts, shallowEqual)
  const [dismissed, setDismissed] = useState<readonly unknown[]>([])
  const dismiss = useCallback((cause: unknown) => setDismissed((before) => [...before.slice(-20), cause]), [])
  return useMostPressingFirst(noticesOf(facts, labels))
    .filter((notice) => !dismissed.includes(notice.cause))
    .map(({ cause, action, ...notice }) => ({
      ...notice,
      ...(action ? { action: { label: action.label, run: () => perform(action.kind, session) } } : {}),
      dismiss: () => dismiss(cause),
    }))
}

/** Remembers in which order the causes came, for as long as they last. */
function useMostPressingFirst(notices: readonly Notice[]): readonly Notice[] {
  const causes = notices.map((notice) => notice.cause)
  const [arrived, setArrived] = useState<readonly unknown[]>([])
  const now = [
    ...arrived.filter((cause) => causes.includes(cause)),
    ...causes.filter((cause) => !arrived.includes(cause)),
  ]
  if (!shallowEqual(now, arrived)) setArrived(now)
  return mostPressingFirst(notices, now)
}

function selectFacts(s: SessionSnapshot): NoticeFacts {
  return {
    connection: s.connection,
    microphone: s.microphone,
    muted: s.muted,
    blocked: s.speaker.blocked,
    lastError: s.lastError,
  }
}

function perform(kind: 'connect' | 'unmute' | 'retryMic' | 'unlock', session: SessionLike): void {
  if (kind === 'connect') void session.connect().catch(() => {})
  else if (kind === 'unmute') session.mute(false)
  else if (kind === 'retryMic') void session.microphone.retry().catch(() => {})
  else void session.speaker.unlock().catch(() => {})
}
