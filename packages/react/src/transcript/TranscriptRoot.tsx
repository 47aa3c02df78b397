'use client'

import { useState } from 'react'
import { createPartContext } from '../internal/createPartContext.ts'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { createEndPin, type EndPin } from './endPin.ts'
import { useTranscriptIds, type TranscriptFilter } from './useTranscriptIds.ts'

export interface TranscriptContext {
  readonly ids: readonly string[]
  readonly pin: EndPin
}
const context = createPartContext<TranscriptContext>('Transcript.Root')
export const useTranscript: (part: string) => TranscriptContext = context.use

export interface TranscriptRootState {
  empty: boolean
}
export type TranscriptRootProps = PartProps<HTMLDivElement, TranscriptRootState> & { filter?: TranscriptFilter }

/** Groups the parts of a transcript. Renders when rows come, go or move, never for their text. */
export const Root: Part<TranscriptRootProps> = definePart(
  'Transcript.Root',
  function TranscriptRoot({ filter, ...props }: TranscriptRootProps) {
    const ids = useTranscriptIds(filter)
    const [pin] = useState(createEndPin)
    return (
      <context.Context.Provider value={{ ids, pin }}>
        {renderPart('div', 'transcript', { empty: ids.length === 0 }, {}, props)}
      </context.Context.Provider>
    )
  },
)
