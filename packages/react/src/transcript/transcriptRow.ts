'use client'

import { createContext, useContext, type Context } from 'react'
import { ConfigError, type TranscriptItem, type TranscriptStatus } from '@parley/core'

export interface TranscriptPartState {
  state: TranscriptStatus
  role: TranscriptItem['role']
  /** Being spoken, or being written, now. */
  active: boolean
}

export const RowContext: Context<TranscriptItem | null> = createContext<TranscriptItem | null>(null)
RowContext.displayName = 'Transcript.Item'

export function useRow(part: string): TranscriptItem {
  const row = useContext(RowContext)
  if (row) return row
  throw new ConfigError('missing_provider', `<${part}> stands outside of <Transcript.Item>: put it inside one.`)
}

export function rowState(row: TranscriptItem): TranscriptPartState {
  const sounding = row.role === 'assistant' && row.status !== 'interrupted' && row.unheard !== ''
  // Cut off after its last word: nothing was lost, so nothing looks cut.
  const whole = row.status === 'interrupted' && row.unheard.trim() === ''
  return { state: whole ? 'final' : row.status, role: row.role, active: row.status === 'partial' || sounding }
}
