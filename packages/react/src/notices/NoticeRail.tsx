'use client'

import { useState, type ReactElement, type ReactNode } from 'react'
import type { Severity } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import { alertIcon, closeIcon } from '../internal/icons.tsx'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { useRealtimeNotices, type RealtimeNotice } from './useRealtimeNotices.ts'

export interface NoticeRailState {
  severity: Severity | null
  open: boolean
}
export type NoticeRailProps = PartProps<HTMLDivElement, NoticeRailState>

/**
 * One line with the most severe notice and the way out of it, and a button for the others where there are more. It makes room
 * for itself and covers nothing; announced politely.
 */
export const NoticeRail: Part<NoticeRailProps> = definePart('NoticeRail', function NoticeRail(props: NoticeRailProps) {
  const labels = useLabels()
  const [notice, ...others] = useRealtimeNotices()
  const [expanded, setExpanded] = useState(false)
  if (expanded && others.length === 0) setExpanded(false)
  const children = (
    <div data-slot="notice-box">
      {notice && (
        <NoticeLine notice={notice}>
          {others.length > 0 && (
            <button
              type="button"
              data-slot="notice-more"
              aria-expanded={expanded}
              onClick={() => setExpanded(!expanded)}
            >
              {labels.moreNotices(others.length)}
            </button>
          )}
        </NoticeLine>
      )}
      {expanded && others.map((other) => <NoticeLine key={other.id} notice={other} />)}
    </div>
  )
  const state = { severity: notice?.severity ?? null, open: notice !== undefined }
  return renderPart('div', 'notice-rail', state, { role: 'status', 'aria-label': labels.notices, children }, props)
})

function NoticeLine({ notice, children }: { notice: RealtimeNotice; children?: ReactNode }): ReactElement {
  const labels = useLabels()
  return (
    <div data-slot="notice" data-severity={notice.severity}>
      {alertIcon}
      <span data-slot="notice-message">{notice.message}</span>
      {notice.action ? (
        <button type="button" data-slot="button" onClick={notice.action.run}>
          {notice.action.label}
        </button>
      ) : (
        <button type="button" data-slot="icon-button" aria-label={labels.dismiss} onClick={notice.dismiss}>
          {closeIcon}
        </button>
      )}
      {children}
    </div>
  )
}
