'use client'

import type { ReactElement } from 'react'
import type { TranscriptItem as Row } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLevelRef } from '../visualizer/useLevelRef.ts'
import { useMergedRef } from '../internal/mergeRefs.ts'
import { Speaker, Timestamp } from './TranscriptMeta.tsx'
import { Text } from './TranscriptText.tsx'
import { Images } from './TranscriptImages.tsx'
import { ToolCall } from './TranscriptToolCall.tsx'
import { RowContext, rowState, type TranscriptPartState } from './transcriptRow.ts'
import { useTranscriptItem } from './useTranscriptItem.ts'

export type TranscriptItemProps = PartProps<HTMLLIElement, TranscriptPartState> & { id: string }

/** One row. Renders when this row changes and never for another; while it is spoken, the level is written to `--rt-level`. */
export const Item: Part<TranscriptItemProps> = definePart(
  'Transcript.Item',
  function TranscriptItem({ id, ref, ...props }: TranscriptItemProps) {
    const row = useTranscriptItem(id)
    const state = rowState(row)
    const level = useLevelRef<HTMLLIElement>(row.role === 'user' ? 'mic' : 'agent')
    const merged = useMergedRef(state.active && row.role !== 'tool' ? level : undefined, ref)
    return (
      <RowContext.Provider value={row}>
        {renderPart('li', 'transcript-item', state, { children: content(row) }, { ...props, ref: merged })}
      </RowContext.Provider>
    )
  },
)

function content(row: Row): ReactElement {
  if (row.role === 'tool') return <ToolCall />
  return (
    <>
      <div data-slot="transcript-meta">
        <Speaker />
        <Timestamp />
      </div>
      <Images />
      <Text />
    </>
  )
}
