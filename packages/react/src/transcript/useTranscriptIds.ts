'use client'

import { selectItemIds, selectTranscriptItem, type SessionSnapshot, type TranscriptItem } from '@parley/core'
import { shallowEqual } from '../internal/shallowEqual.ts'
import { useRealtime } from '../session/useRealtime.ts'

export interface TranscriptFilter {
  roles?: readonly TranscriptItem['role'][]
}

/** The ids of the transcript's rows, in the order of the conversation. Renders only when one is added, removed or moved. */
export function useTranscriptIds(filter?: TranscriptFilter): readonly string[] {
  const roles = filter?.roles
  return useRealtime(roles ? (s) => idsWithRoles(s, roles) : selectItemIds, shallowEqual)
}

function idsWithRoles(snapshot: SessionSnapshot, roles: readonly TranscriptItem['role'][]): readonly string[] {
  return selectItemIds(snapshot).filter((id) => {
    const item = selectTranscriptItem(snapshot, id)
    return item !== undefined && roles.includes(item.role)
  })
}
