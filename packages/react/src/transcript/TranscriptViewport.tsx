'use client'

import { useMemo, useSyncExternalStore, type RefCallback } from 'react'
import { definePart } from '../internal/definePart.ts'
import { useMergedRef } from '../internal/mergeRefs.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import type { EndPin } from './endPin.ts'
import { useTranscript } from './TranscriptRoot.tsx'

export interface TranscriptViewportState {
  atEnd: boolean
}
export type TranscriptViewportProps = PartProps<HTMLDivElement, TranscriptViewportState>

/** Scrolls. Follows the end until the reader scrolls away; the user's next own turn, or `JumpToLatest`, brings it back. */
export const Viewport: Part<TranscriptViewportProps> = definePart(
  'Transcript.Viewport',
  function TranscriptViewport({ ref, ...props }: TranscriptViewportProps) {
    const { pin } = useTranscript('Transcript.Viewport')
    const labels = useLabels()
    const { atEnd } = useSyncExternalStore(pin.subscribe, pin.get, pin.get)
    const merged = useMergedRef(
      useMemo(() => attachTo(pin), [pin]),
      ref,
    )
    const own = { role: 'region', 'aria-label': labels.transcript, tabIndex: 0 }
    return renderPart('div', 'transcript-viewport', { atEnd }, own, { ...props, ref: merged })
  },
)

function attachTo(pin: EndPin): RefCallback<HTMLDivElement> {
  let release: (() => void) | null = null
  return (element) => {
    release?.()
    release = element ? pin.attach(element) : null
  }
}
