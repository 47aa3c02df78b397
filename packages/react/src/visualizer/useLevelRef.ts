'use client'

import { useMemo, type RefCallback } from 'react'
import type { SessionLike } from '../session/SessionLike.ts'
import { useSession } from '../session/useSession.ts'
import { levelHub, visibleLevel, type LevelSource } from './levelHub.ts'

/**
 * A ref that writes the level (0 to 1, in steps of 0.02) into `--rt-level` of its element, and `bands` values into
 * `--rt-band-0` and on. For your own CSS. Never renders.
 */
export function useLevelRef<E extends HTMLElement>(
  source: LevelSource,
  { bands = 0, property = '--rt-level' }: { bands?: number; property?: string } = {},
): RefCallback<E> {
  const session = useSession()
  return useMemo(() => levelWriter(session, source, bands, property), [session, source, bands, property])
}

function levelWriter(
  session: SessionLike,
  source: LevelSource,
  bands: number,
  property: string,
): RefCallback<HTMLElement> {
  let stop: (() => void) | null = null
  // React calls with null at detach, since nothing is returned: the same in 18 and 19.
  return (element) => {
    stop?.()
    stop = null
    if (!element) return
    let written = ''
    const write = (name: string, value: number): void => element.style.setProperty(name, step(value))
    const unsubscribe = levelHub(session, source).subscribe((frame) => {
      const level = visibleLevel(frame)
      if (bands === 0 && step(level) === written) return
      written = step(level)
      write(property, level)
      for (let i = 0; i < bands; i++) write(`--rt-band-${i}`, frame.bands?.[i] ?? level)
    })
    stop = () => {
      unsubscribe()
      element.style.removeProperty(property)
    }
  }
}

const step = (value: number): string => String(Math.round(value * 50) / 50)
