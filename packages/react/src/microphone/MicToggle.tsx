'use client'

import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { MicGlyph } from './MicGlyph.tsx'
import { useMicPartState, type MicPartState } from './MicRoot.tsx'
import { useMicActions } from './useMicActions.ts'

export type MicToggleProps = PartProps<HTMLButtonElement, MicPartState> & { disabled?: boolean }

/** Mutes and unmutes. Its name stays "Mute microphone"; `aria-pressed` tells whether it is. The level fills its glyph. */
export const Toggle: Part<MicToggleProps> = definePart('Mic.Toggle', function MicToggle(props: MicToggleProps) {
  const labels = useLabels()
  const state = useMicPartState()
  const { setMuted } = useMicActions()
  const own = {
    type: 'button',
    'aria-pressed': state.muted,
    'aria-label': labels.muteMicrophone,
    onClick: () => setMuted(!state.muted),
    children: <MicGlyph />,
  }
  return renderPart('button', 'mic-toggle', state, own, props)
})
