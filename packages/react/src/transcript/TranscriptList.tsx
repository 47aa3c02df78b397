'use client'

import { memo, useEffect, type ReactNode } from 'react'
import { selectTranscriptItem, type SessionSnapshot } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { useRealtime } from '../session/useRealtime.ts'
import { useSession } from '../session/useSession.ts'
import { Item } from './TranscriptItem.tsx'
import { useTranscript } from './TranscriptRoot.tsx'

export interface TranscriptListState {
  empty: boolean
}
export type TranscriptListProps = Omit<PartProps<HTMLOListElement, TranscriptListState>, 'children'> & {
  /** What to show for a row; default `<Transcript.Item id={id} />`. */
  children?: (id: string) => ReactNode
}

/** The rows. Not a live region: `Transcript.Announcer` says what is new; `aria-busy` while the last one grows. */
export const List: Part<TranscriptListProps> = definePart(
  'Transcript.List',
  function TranscriptList({ children, ...props }: TranscriptListProps) {
    const { ids, pin } = useTranscript('Transcript.List')
    const labels = useLabels()
    const session = useSession()
    const last = ids.at(-1)
    const busy = useRealtime((s) => isBusy(s, last))
    useEffect(() => {
      const role = last === undefined ? undefined : selectTranscriptItem(session.getSnapshot(), last)?.role
      pin.rowsChanged(ids.length, role === 'user')
    }, [ids, last, pin, session])
    const own = {
      'aria-label': labels.transcript,
      'aria-busy': busy,
      children: ids.map((id) => <Row key={id} id={id} show={children} />),
    }
    return renderPart('ol', 'transcript-list', { empty: ids.length === 0 }, own, props as never)
  },
)

/** A new turn must not render the rows that were there. */
const Row = memo(function Row({ id, show }: { id: string; show: TranscriptListProps['children'] }): ReactNode {
  return show ? show(id) : <Item id={id} />
})

function isBusy(snapshot: SessionSnapshot, id: string | undefined): boolean {
  return id !== undefined && selectTranscriptItem(snapshot, id)?.status === 'partial'
}
