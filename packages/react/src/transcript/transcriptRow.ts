'use client'

import type { Context } from 'react'
import type { TranscriptItem, TranscriptStatus } from '@parley/core'
import { createPartContext } from '../internal/createPartContext.ts'

export interface TranscriptPartState {
  state: TranscriptStatus
  role: TranscriptItem['role']
  /** Being spoken, or being written, now. */
  active: boolean
}

const context = createPartContext<TranscriptItem>('Transcript.Item')
export const RowContext: Context<TranscriptItem | null> = context.Context
export const useRow: (part: string) => TranscriptItem = context.use

export function rowState(row: TranscriptItem): TranscriptPartState {
  const sounding = row.role === 'assistant' && row.status !== 'interrupted' && row.unheard !== ''
  // Cut off after its last word: nothing was lost, so nothing looks cut.
  const whole = row.status === 'interrupted' && row.unheard.trim() === ''
  return { state: whole ? 'final' : row.status, role: row.role, active: row.status === 'partial' || sounding }
}
