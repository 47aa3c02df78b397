'use client'

import { useEffect } from 'react'
import type { LevelFrame } from '@parley/core'
import { useStableCallback } from '../internal/useStableCallback.ts'
import { useSession } from '../session/useSession.ts'
import { levelHub, type LevelSource } from './levelHub.ts'

/** Calls `draw` with the level, at most `fps` (default 60) times a second and only while it changes. Never renders; the frame is reused. */
export function useLevelFrame(
  source: LevelSource,
  draw: (frame: LevelFrame) => void,
  { fps = 60, enabled = true }: { fps?: number; enabled?: boolean } = {},
): void {
  const session = useSession()
  const call = useStableCallback(draw)
  useEffect(() => {
    if (!enabled) return undefined
    const shortest = 1000 / fps - 4
    let last = -Infinity
    return levelHub(session, source).subscribe((frame) => {
      const now = performance.now()
      // Silence is always told, or a slow listener would be left with the last sound.
      if (now - last < shortest && frame.rms !== 0) return
      last = now
      call(frame)
    })
  }, [session, source, fps, enabled, call])
}
