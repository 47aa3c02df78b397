'use client'

import { definePart } from '../internal/definePart.ts'
import { saveIcon } from '../internal/icons.tsx'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import type { TranscriptFormat } from './formatTranscript.ts'
import { useTranscript, type TranscriptRootState } from './TranscriptRoot.tsx'
import { useTranscriptExport } from './useTranscriptExport.ts'

const formats: readonly TranscriptFormat[] = ['txt', 'md', 'json', 'srt', 'vtt']

export type TranscriptExportMenuProps = PartProps<HTMLDetailsElement, TranscriptRootState> & {
  /** Without extension. Default `transcript`. */
  fileName?: string
  /** Shown open at first. */
  open?: boolean
}

/** Saves the conversation as text, Markdown, JSON or subtitles. */
export const ExportMenu: Part<TranscriptExportMenuProps> = definePart(
  'Transcript.ExportMenu',
  function TranscriptExportMenu({ fileName = 'transcript', ...props }: TranscriptExportMenuProps) {
    const { ids } = useTranscript('Transcript.ExportMenu')
    const labels = useLabels()
    const toBlob = useTranscriptExport()
    const children = (
      <>
        <summary>
          {saveIcon}
          {labels.exportTranscript}
        </summary>
        <div data-slot="transcript-export-formats">
          {formats.map((format) => (
            <button
              key={format}
              type="button"
              data-slot="menu-item"
              onClick={() => save(toBlob(format), `${fileName}.${format}`)}
            >
              {labels.exportFormat(format)}
            </button>
          ))}
        </div>
      </>
    )
    return renderPart('details', 'transcript-export', { empty: ids.length === 0 }, { children }, props)
  },
)

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun by then; the address would otherwise live as long as the page.
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
