'use client'

import { useMemo } from 'react'
import { selectPendingApprovals, type RealtimeSession, type ToolCallView } from '@parley/core'
import { useRealtime } from '../session/useRealtime.ts'
import { useSession } from '../session/useSession.ts'

/** Tool calls that wait for the user's decision, oldest first, and the two decisions. Renders when the list changes. */
export function useApprovals(): {
  pending: readonly ToolCallView[]
  approve: RealtimeSession['approve']
  reject: RealtimeSession['reject']
} {
  const session = useSession()
  const pending = useRealtime(selectPendingApprovals)
  return useMemo(
    () => ({
      pending,
      approve: (callId, options) => session.approve(callId, options),
      reject: (callId, options) => session.reject(callId, options),
    }),
    [session, pending],
  )
}
