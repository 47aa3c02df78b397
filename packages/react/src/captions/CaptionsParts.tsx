'use client'

import { createPartContext } from '../internal/createPartContext.ts'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { useRealtime } from '../session/useRealtime.ts'
import { heardWords, keptWord } from '../transcript/heardWords.tsx'
import { useCaption, type Caption } from '../transcript/useCaption.ts'

export interface CaptionsPartState {
  speaker: Caption['speaker'] | null
}
export type CaptionsRootProps = PartProps<HTMLDivElement, CaptionsPartState> & {
  /** Default 84, about two lines. */
  maxChars?: number
}
const context = createPartContext<{ caption: Caption }>('Captions.Root')

/** What is being said now, in two lines. Size by `--rt-caption-size`, place by your own CSS. Nothing before anybody spoke. */
export const Root: Part<CaptionsRootProps> = definePart(
  'Captions.Root',
  function CaptionsRoot({ maxChars = 84, ...props }: CaptionsRootProps) {
    const labels = useLabels()
    const caption = useCaption({ maxChars })
    if (!caption) return null
    const own = { role: 'group', 'aria-label': labels.captions, children: <Line /> }
    return (
      <context.Context.Provider value={{ caption }}>
        {renderPart('div', 'captions', { speaker: caption.speaker }, own, props)}
      </context.Context.Provider>
    )
  },
)

export type CaptionsSpanProps = PartProps<HTMLElement, CaptionsPartState>

/** The words; those not heard yet are dimmed. */
export const Line: Part<CaptionsSpanProps> = definePart(
  'Captions.Line',
  function CaptionsLine(props: CaptionsSpanProps) {
    const { caption } = context.use('Captions.Line')
    const own = { dir: 'auto', children: heardWords(KeptWord, caption) }
    return renderPart('p', 'captions-line', { speaker: caption.speaker }, own, props)
  },
)

export interface CaptionsWordState {
  unheard: boolean
}
export type CaptionsWordProps = PartProps<HTMLSpanElement, CaptionsWordState> & { unheard?: boolean }

/** One word. */
export const Word: Part<CaptionsWordProps> = definePart(
  'Captions.Word',
  function CaptionsWord({ unheard = false, ...props }: CaptionsWordProps) {
    return renderPart('span', 'captions-word', { unheard }, {}, props)
  },
)

const KeptWord = keptWord(Word)

/** Who speaks. */
export const Speaker: Part<CaptionsSpanProps> = definePart(
  'Captions.Speaker',
  function CaptionsSpeaker(props: CaptionsSpanProps) {
    const labels = useLabels()
    const { caption } = context.use('Captions.Speaker')
    const agent = useRealtime((s) => s.agentName) || labels.agent
    const own = { children: caption.speaker === 'user' ? labels.you : agent }
    return renderPart('b', 'captions-speaker', { speaker: caption.speaker }, own, props)
  },
)
