'use client'

import { useState } from 'react'
import { ConfigError, selectTranscriptItem, type SessionSnapshot, type TranscriptItem } from '@parley/core'
import { useRealtime } from '../session/useRealtime.ts'

/**
 * One row of the transcript. Renders only when this row changes; a row that was removed keeps its last content until it
 * unmounts. @throws ConfigError for an id that is no row.
 */
export function useTranscriptItem(id: string): TranscriptItem {
  const [known] = useState(() => new Map<string, TranscriptItem>())
  const item = useRealtime((snapshot) => remembering(known, snapshot, id))
  if (item) return item
  throw new ConfigError('invalid_option', `"${id}" is no row of the transcript: take ids from useTranscriptIds.`)
}

function remembering(
  known: Map<string, TranscriptItem>,
  snapshot: SessionSnapshot,
  id: string,
): TranscriptItem | undefined {
  const item = selectTranscriptItem(snapshot, id)
  if (item) known.set(id, item)
  return item ?? known.get(id)
}
