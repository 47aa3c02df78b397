'use client'

import { useSyncExternalStore } from 'react'
import { definePart } from '../internal/definePart.ts'
import { downIcon } from '../internal/icons.tsx'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { useTranscript } from './TranscriptRoot.tsx'

export interface JumpToLatestState {
  unread: number
}
export type TranscriptJumpToLatestProps = PartProps<HTMLButtonElement, JumpToLatestState>

/** Back to the end, with the number of turns that came meanwhile. Only there while the reader is elsewhere. */
export const JumpToLatest: Part<TranscriptJumpToLatestProps> = definePart(
  'Transcript.JumpToLatest',
  function TranscriptJumpToLatest(props: TranscriptJumpToLatestProps) {
    const { ids, pin } = useTranscript('Transcript.JumpToLatest')
    const labels = useLabels()
    const { atEnd, seen } = useSyncExternalStore(pin.subscribe, pin.get, pin.get)
    if (atEnd) return null
    const unread = Math.max(0, ids.length - seen)
    const children = (
      <>
        {downIcon}
        {labels.jumpToLatest(unread)}
      </>
    )
    return renderPart('button', 'transcript-jump', { unread }, { type: 'button', onClick: pin.jump, children }, props)
  },
)
