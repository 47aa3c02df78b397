'use client'

import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import type { SessionPartState } from '../session/SessionRoot.tsx'
import { useConnection } from '../session/useConnection.ts'
import { useTranscript } from './TranscriptRoot.tsx'

export type TranscriptEmptyProps = PartProps<HTMLParagraphElement, SessionPartState>

/** What to expect here. Only there while the transcript has no rows. */
export const Empty: Part<TranscriptEmptyProps> = definePart(
  'Transcript.Empty',
  function TranscriptEmpty(props: TranscriptEmptyProps) {
    const { ids } = useTranscript('Transcript.Empty')
    const labels = useLabels()
    const { status } = useConnection()
    if (ids.length > 0) return null
    const children = status === 'connected' ? labels.emptyTranscript : labels.emptyTranscriptDisconnected
    return renderPart('p', 'transcript-empty', { state: status }, { children }, props)
  },
)
