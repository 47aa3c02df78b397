'use client'

import { useEffect } from 'react'
import { useConnection } from './useConnection.ts'

/** Keeps the screen on while the conversation is live; asks again when the page comes back into view. Does nothing where browsers cannot. */
export function useWakeLock(enabled: boolean = true): void {
  const { status } = useConnection()
  const live = enabled && (status === 'connected' || status === 'reconnecting')
  useEffect(() => {
    if (!live || !('wakeLock' in navigator)) return undefined
    let lock: WakeLockSentinel | null = null
    let over = false
    const ask = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return
      try {
        const got = await navigator.wakeLock.request('screen')
        if (over) await got.release()
        else lock = got
      } catch {
        // Refused, for instance to save the battery: the conversation goes on without it.
      }
    }
    void ask()
    document.addEventListener('visibilitychange', ask)
    return () => {
      over = true
      document.removeEventListener('visibilitychange', ask)
      void lock?.release().catch(() => {})
    }
  }, [live])
}
