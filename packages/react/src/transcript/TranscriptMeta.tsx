'use client'

import { definePart } from '../internal/definePart.ts'
import { formatDuration } from '../internal/formatDuration.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { useConversationSpan } from '../session/useConversationSpan.ts'
import { useRealtime } from '../session/useRealtime.ts'
import { selectConversationStart } from './conversationStart.ts'
import { rowState, useRow, type TranscriptPartState } from './transcriptRow.ts'

export type TranscriptSpeakerProps = PartProps<HTMLElement, TranscriptPartState>

/** Who speaks: "You", or the agent's name. */
export const Speaker: Part<TranscriptSpeakerProps> = definePart(
  'Transcript.Speaker',
  function TranscriptSpeaker(props: TranscriptSpeakerProps) {
    const labels = useLabels()
    const row = useRow('Transcript.Speaker')
    const name =
      row.role === 'user' ? labels.you : row.role === 'system' ? labels.system : (row.agentName ?? labels.agent)
    return renderPart('b', 'transcript-speaker', rowState(row), { children: name }, props)
  },
)

export type TranscriptTimestampProps = PartProps<HTMLTimeElement, TranscriptPartState>

/** When the turn began, from the start of the conversation: `0:27`. */
export const Timestamp: Part<TranscriptTimestampProps> = definePart(
  'Transcript.Timestamp',
  function TranscriptTimestamp(props: TranscriptTimestampProps) {
    const row = useRow('Transcript.Timestamp')
    const first = useRealtime(selectConversationStart)
    const span = useConversationSpan()
    // Rows from before the connection, restored by the app, count from the first of them.
    const start = span !== null && first !== null && first >= span.from ? span.from : first
    const own = {
      dateTime: new Date(row.startedAt).toISOString(),
      children: formatDuration(row.startedAt - (start ?? row.startedAt)),
    }
    return renderPart('time', 'transcript-timestamp', rowState(row), own, props)
  },
)
