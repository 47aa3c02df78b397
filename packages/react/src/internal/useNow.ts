'use client'

import { useEffect, useState } from 'react'

/** The time in ms since the epoch, renewed every `everyMs`; 0 before the first. Renders only while `enabled`. */
export function useNow(everyMs: number, enabled: boolean): number {
  const [now, setNow] = useState(0)
  useEffect(() => {
    if (!enabled) return undefined
    const tick = (): void => setNow(Date.now())
    const first = setTimeout(tick, 0)
    const timer = setInterval(tick, everyMs)
    return () => {
      clearTimeout(first)
      clearInterval(timer)
    }
  }, [everyMs, enabled])
  return now
}
