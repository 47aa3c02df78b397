'use client'

import { useEffect, useState } from 'react'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { useLatest } from '../internal/useLatest.ts'
import { visuallyHidden } from '../internal/visuallyHidden.ts'
import { useSession } from '../session/useSession.ts'
import { announceSession, type Verbosity } from './announceSession.ts'

export interface TranscriptAnnouncerState {
  verbosity: Verbosity
}
export type TranscriptAnnouncerProps = PartProps<HTMLDivElement, TranscriptAnnouncerState> & {
  /** `events`: approvals and the connection; `turns` (default): finished turns too; `live`: sentence by sentence. */
  verbosity?: Verbosity
}

/** Tells screen readers what happened, at boundaries and never per delta; quiet about the agent's words while they sound. Not visible. */
export const Announcer: Part<TranscriptAnnouncerProps> = definePart(
  'Transcript.Announcer',
  function TranscriptAnnouncer({ verbosity = 'turns', ...props }: TranscriptAnnouncerProps) {
    const session = useSession()
    const labels = useLatest(useLabels())
    const [text, setText] = useState('')
    useEffect(() => announceSession(session, verbosity, labels.get, setText), [session, verbosity, labels])
    const own = { role: 'status', 'aria-live': 'polite', children: text, style: visuallyHidden }
    return renderPart('div', 'transcript-announcer', { verbosity }, own, props)
  },
)
