'use client'

import { selectItemIds, selectTranscriptItem, type SessionSnapshot, type TranscriptItem } from '@parley/core'
import { shallowEqual } from '../internal/shallowEqual.ts'
import { useRealtime } from '../session/useRealtime.ts'

export interface Caption {
  speaker: 'user' | 'assistant'
  text: string
  /** The beginning of `text` that was heard. */
  heard: string
}

/** What is being said now, its last words kept: at most `maxChars` (default 84, about two lines). Null before anybody spoke. Renders as words come and are heard. */
export function useCaption({ maxChars = 84 }: { maxChars?: number } = {}): Caption | null {
  return useRealtime((s) => selectCaption(s, maxChars), shallowEqual)
}

function selectCaption(snapshot: SessionSnapshot, maxChars: number): Caption | null {
  const row = lastSpoken(snapshot)
  if (!row || (row.role !== 'user' && row.role !== 'assistant')) return null
  const text = row.status === 'interrupted' ? row.heard : row.text
  const heardLength = row.role === 'user' ? text.length : Math.min(row.heard.length, text.length)
  // The window ends a little after what is heard now: words appear as they are spoken, not all at once.
  const end = wordEnd(text, Math.min(text.length, Math.max(heardLength + Math.floor(maxChars / 3), maxChars)))
  const begin = end <= maxChars ? 0 : wordStart(text, end - maxChars)
  return {
    speaker: row.role,
    text: text.slice(begin, end),
    heard: text.slice(begin, Math.min(end, heardLength)),
  }
}

function lastSpoken(snapshot: SessionSnapshot): TranscriptItem | undefined {
  const ids = selectItemIds(snapshot)
  for (let i = ids.length - 1; i >= 0; i--) {
    const row = selectTranscriptItem(snapshot, ids[i]!)
    if (row && (row.role === 'user' || row.role === 'assistant') && row.text !== '') return row
  }
  return undefined
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length
  const space = text.lastIndexOf(' ', at)
  return space > 0 ? space : at
}

function wordStart(text: string, at: number): number {
  const space = text.indexOf(' ', at)
  return space < 0 ? at : space + 1
}
