'use client'

import { useEffect, useState } from 'react'
import { selectTranscriptItem } from '@parley/core'
import { useLatest } from '../internal/useLatest.ts'
import type { Labels } from '../labels/Labels.ts'
import { useSession } from '../session/useSession.ts'

export type SpokenAnswer = 'approve' | 'reject' | null

/**
 * What the user said to an open question, where it was a plain yes or no. It lights a button and does no more: a word that was
 * misheard must not run a tool. Renders when it changes.
 */
export function useSpokenAnswer(pending: boolean, labels: Pick<Labels, 'spokenYes' | 'spokenNo'>): SpokenAnswer {
  const session = useSession()
  const [answer, setAnswer] = useState<SpokenAnswer>(null)
  const words = useLatest(labels)
  useEffect(() => {
    if (!pending) return undefined
    return session.on('history_updated', ({ changedIds }) => {
      for (const id of changedIds) {
        const row = selectTranscriptItem(session.getSnapshot(), id)
        if (row?.role !== 'user' || row.status !== 'final') continue
        const said = plain(row.text)
        const { spokenYes, spokenNo } = words.get()
        if (spokenYes.split(',').some((word) => plain(word) === said)) setAnswer('approve')
        else if (spokenNo.split(',').some((word) => plain(word) === said)) setAnswer('reject')
      }
    })
  }, [session, pending, words])
  return answer
}

/** Without case, marks and outer spaces: "Yes, please!" is "yes please". */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s]/gu, '')
    .trim()
    .replaceAll(/\s+/g, ' ')
