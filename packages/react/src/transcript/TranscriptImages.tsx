'use client'

import { selectItem, type InputImage, type SessionSnapshot } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { shallowEqual } from '../internal/shallowEqual.ts'
import { useRealtime } from '../session/useRealtime.ts'
import { rowState, useRow, type TranscriptPartState } from './transcriptRow.ts'

export type TranscriptImagesProps = PartProps<HTMLSpanElement, TranscriptPartState>

/** The pictures that were sent with the turn. Nothing where there are none, or where an address is no `data:` or `https:` one. */
export const Images: Part<TranscriptImagesProps> = definePart(
  'Transcript.Images',
  function TranscriptImages(props: TranscriptImagesProps) {
    const row = useRow('Transcript.Images')
    const labels = useLabels()
    const urls = useRealtime((s) => imageUrls(s, row.id), shallowEqual)
    if (urls.length === 0) return null
    const children = urls.map((url, index) => <img key={index} src={url} alt={labels.image} />)
    return renderPart('span', 'transcript-images', rowState(row), { children }, props)
  },
)

/** The addresses of an item's pictures that a page may show. */
export function imageUrls(snapshot: SessionSnapshot, id: string): readonly string[] {
  const item = selectItem(snapshot, id)
  if (item?.type !== 'message' || item.role !== 'user') return []
  return item.content
    .filter((part): part is InputImage => part.type === 'input_image')
    .map((part) => part.imageUrl)
    .filter((url) => /^(data:image\/|https:)/i.test(url))
}
