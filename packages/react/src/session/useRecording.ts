'use client'

import { useState } from 'react'
import { useNow } from '../internal/useNow.ts'
import { useStableCallback } from '../internal/useStableCallback.ts'
import { useSession } from './useSession.ts'

/** Records the conversation, both sides by default. `durationMs` renders once a second while it runs. */
export function useRecording({ tracks = 'both' }: { tracks?: 'both' | 'mic' | 'agent' } = {}): {
  status: 'idle' | 'recording'
  start: () => void
  stop: () => Promise<Blob>
  durationMs: number
} {
  const session = useSession()
  const [since, setSince] = useState<number | null>(null)
  const now = useNow(1000, since !== null)
  const start = useStableCallback(() => {
    session.recorder.start({ tracks })
    setSince(Date.now())
  })
  const stop = useStableCallback(() => session.recorder.stop().finally(() => setSince(null)))
  return {
    status: since === null ? 'idle' : 'recording',
    start,
    stop,
    durationMs: since === null ? 0 : Math.max(0, now - since),
  }
}
