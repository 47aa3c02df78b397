'use client'

import { definePart } from '../internal/definePart.ts'
import { formatDuration } from '../internal/formatDuration.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useNow } from '../internal/useNow.ts'
import { useLabels } from '../labels/useLabels.ts'
import type { SessionPartState } from './SessionRoot.tsx'
import { useConnection } from './useConnection.ts'
import { useConversationSpan } from './useConversationSpan.ts'

export type SessionTimerProps = PartProps<HTMLTimeElement, SessionPartState>

/** How long the conversation has been going on, `0:27`; stands still when it has ended. Renders once a second. */
export const Timer: Part<SessionTimerProps> = definePart(
  'Session.Timer',
  function SessionTimer(props: SessionTimerProps) {
    const labels = useLabels()
    const { status } = useConnection()
    const span = useConversationSpan()
    const now = useNow(1000, span !== null && span.to === null)
    const text = formatDuration(span === null ? 0 : (span.to ?? now) - span.from)
    const own = { role: 'timer', 'aria-label': labels.timer(text), children: text }
    return renderPart('time', 'session-timer', { state: status }, own, props)
  },
)
