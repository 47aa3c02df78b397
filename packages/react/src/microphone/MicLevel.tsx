'use client'

import { definePart } from '../internal/definePart.ts'
import { useMergedRef } from '../internal/mergeRefs.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLevelRef } from '../visualizer/useLevelRef.ts'
import { useMicPartState, type MicPartState } from './MicRoot.tsx'

export type MicLevelProps = PartProps<HTMLSpanElement, MicPartState>

/** A strip as wide as the microphone is loud. Decorative; the level is written to `--rt-level` and renders nothing. */
export const Level: Part<MicLevelProps> = definePart('Mic.Level', function MicLevel({ ref, ...props }: MicLevelProps) {
  const state = useMicPartState()
  const merged = useMergedRef(useLevelRef<HTMLSpanElement>('mic'), ref)
  return renderPart('span', 'mic-level', state, { 'aria-hidden': true }, { ...props, ref: merged })
})
