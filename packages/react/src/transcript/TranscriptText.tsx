'use client'

import type { ReactNode } from 'react'
import type { TranscriptItem } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { visuallyHidden } from '../internal/visuallyHidden.ts'
import { useLabels } from '../labels/useLabels.ts'
import { useRealtime } from '../session/useRealtime.ts'
import { heardWords, keptWord } from './heardWords.tsx'
import { imageUrls } from './TranscriptImages.tsx'
import { rowState, useRow, type TranscriptPartState } from './transcriptRow.ts'

export type TranscriptTextProps = PartProps<HTMLParagraphElement, TranscriptPartState>

/** What was said; nothing where only pictures were sent. Words not heard yet are dimmed and light up as they sound; after an interruption the rest is cut off and struck. */
export const Text: Part<TranscriptTextProps> = definePart(
  'Transcript.Text',
  function TranscriptText(props: TranscriptTextProps) {
    const row = useRow('Transcript.Text')
    const labels = useLabels()
    const state = rowState(row)
    const onlyImages = useRealtime((s) => row.text === '' && imageUrls(s, row.id).length > 0)
    if (onlyImages) return null
    const failed = row.status === 'failed' && row.text === ''
    const own = {
      dir: 'auto',
      children: failed ? labels.turnFailed : content(row, state.active, labels.interruptedHere),
    }
    return renderPart('p', 'transcript-text', state, own, props)
  },
)

function content(row: TranscriptItem, active: boolean, interruptedHere: string): ReactNode {
  if (row.role !== 'assistant') return row.text === '' ? '…' : row.text
  if (row.status === 'interrupted' && row.unheard.trim() !== '') {
    return (
      <>
        <Heard />
        <span data-slot="transcript-cut">{interruptedHere}</span>
        <Unheard />
      </>
    )
  }
  if (!active) return <Heard />
  return (
    <>
      {heardWords(KeptWord, row)}
      {row.status === 'partial' && <Caret />}
    </>
  )
}

export type TranscriptSpanProps = PartProps<HTMLElement, TranscriptPartState>

/** What was heard of the turn. */
export const Heard: Part<TranscriptSpanProps> = definePart(
  'Transcript.Heard',
  function TranscriptHeard(props: TranscriptSpanProps) {
    const row = useRow('Transcript.Heard')
    const text = row.role === 'assistant' && row.status === 'interrupted' ? row.heard : row.text
    return renderPart('span', 'transcript-heard', rowState(row), { children: text }, props)
  },
)

/** What was not heard: dimmed while it still may be, struck when it never was. Nothing where all was heard. */
export const Unheard: Part<TranscriptSpanProps> = definePart(
  'Transcript.Unheard',
  function TranscriptUnheard(props: TranscriptSpanProps) {
    const row = useRow('Transcript.Unheard')
    const labels = useLabels()
    if (row.unheard === '') return null
    const struck = row.status === 'interrupted'
    const children = struck ? (
      <>
        <span style={visuallyHidden}>{labels.notHeard} </span>
        <s>{row.unheard}</s>
      </>
    ) : (
      row.unheard
    )
    return renderPart('span', 'transcript-unheard', rowState(row), { children }, props)
  },
)

export interface TranscriptWordState {
  unheard: boolean
}
export type TranscriptWordProps = PartProps<HTMLSpanElement, TranscriptWordState> & { unheard?: boolean }

/** One word of a turn that is being spoken. */
export const Word: Part<TranscriptWordProps> = definePart(
  'Transcript.Word',
  function TranscriptWord({ unheard = false, ...props }: TranscriptWordProps) {
    return renderPart('span', 'transcript-word', { unheard }, {}, props)
  },
)

const KeptWord = keptWord(Word)

/** Where the text grows. Decorative. */
export const Caret: Part<TranscriptSpanProps> = definePart(
  'Transcript.Caret',
  function TranscriptCaret(props: TranscriptSpanProps) {
    return renderPart('span', 'transcript-caret', {}, { 'aria-hidden': true }, props as never)
  },
)
