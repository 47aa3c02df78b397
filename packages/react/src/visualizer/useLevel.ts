'use client'

import { useState } from 'react'
import { visibleLevel, type LevelSource } from './levelHub.ts'
import { useLevelFrame } from './useLevelFrame.ts'

/**
 * The level in whole steps, 0 to `steps`: for few steps and text. Renders when the step changes, at most `fps` (default 10)
 * times a second. To draw, use `useLevelRef` or `useLevelFrame`, which do not render.
 */
export function useLevel(source: LevelSource, { steps, fps = 10 }: { steps: number; fps?: number }): number {
  const [step, setStep] = useState(0)
  useLevelFrame(source, (frame) => setStep(Math.round(visibleLevel(frame) * steps)), { fps })
  return step
}
