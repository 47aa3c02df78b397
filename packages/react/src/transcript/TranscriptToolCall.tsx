'use client'

import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import * as Approval from '../tool-call/Approval.parts.ts'
import * as Tool from '../tool-call/Tool.parts.ts'
import { rowState, useRow, type TranscriptPartState } from './transcriptRow.ts'

export type TranscriptToolCallProps = PartProps<HTMLDivElement, TranscriptPartState>

/** The row of a tool call: a line, or the question while it waits for the user's approval. */
export const ToolCall: Part<TranscriptToolCallProps> = definePart(
  'Transcript.ToolCall',
  function TranscriptToolCall(props: TranscriptToolCallProps) {
    const row = useRow('Transcript.ToolCall')
    const call = row.toolCall
    const asks = call !== undefined && call.status === 'awaiting_approval'
    const children =
      call === undefined ? row.text : asks ? <Approval.Root callId={call.callId} /> : <Tool.Root callId={call.callId} />
    return renderPart('div', 'transcript-tool-call', rowState(row), { children }, props)
  },
)
