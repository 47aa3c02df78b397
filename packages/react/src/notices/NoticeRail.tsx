'use client'

import type { Severity } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import { alertIcon, closeIcon } from '../internal/icons.tsx'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { useRealtimeNotices } from './useRealtimeNotices.ts'

export interface NoticeRailState {
  severity: Severity | null
  open: boolean
}
export type NoticeRailProps = PartProps<HTMLDivElement, NoticeRailState>

/** One line with the most pressing notice and the way out of it. It makes room for itself and covers nothing; announced politely. */
export const NoticeRail: Part<NoticeRailProps> = definePart('NoticeRail', function NoticeRail(props: NoticeRailProps) {
  const labels = useLabels()
  const [notice] = useRealtimeNotices()
  const children = (
    <div data-slot="notice-box">
      {notice && (
        <div data-slot="notice">
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
        </div>
      )}
    </div>
  )
  const state = { severity: notice?.severity ?? null, open: notice !== undefined }
  return renderPart('div', 'notice-rail', state, { role: 'status', 'aria-label': labels.notices, children }, props)
})
