'use client'

import { useContext } from 'react'
import { selectItemIds, selectTranscriptItem } from '@parley/core'
import { useStableCallback } from '../internal/useStableCallback.ts'
import { enNames } from '../labels/enNames.ts'
import { LocaleContext } from '../labels/LocaleContext.ts'
import { useSession } from '../session/useSession.ts'
import { formatTranscript, transcriptTypes, type TranscriptFormat } from './formatTranscript.ts'

/** A stable function that makes a file of the conversation as it is now. Never renders. */
export function useTranscriptExport(): (format: TranscriptFormat) => Blob {
  const session = useSession()
  const { own } = useContext(LocaleContext)
  return useStableCallback((format: TranscriptFormat) => {
    const snapshot = session.getSnapshot()
    const rows = selectItemIds(snapshot).flatMap((id) => selectTranscriptItem(snapshot, id) ?? [])
    return new Blob([formatTranscript(rows, format, { ...enNames, ...own })], { type: transcriptTypes[format] })
  })
}
