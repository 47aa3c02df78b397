'use client'

import { useState, type SyntheticEvent } from 'react'
import { definePart } from '../internal/definePart.ts'
import { closeIcon } from '../internal/icons.tsx'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { useConnection } from '../session/useConnection.ts'
import { useSession } from '../session/useSession.ts'
import { ComposerContext, readAsDataUrl, userInput, type Attachment } from './composerDraft.ts'
import { Attach, Input, Send } from './ComposerParts.tsx'

export interface ComposerPartState {
  disabled: boolean
}
export type ComposerRootProps = PartProps<HTMLFormElement, ComposerPartState> & {
  /** `queue` waits for the next pause, `interrupt` stops the agent first. Default `now`. */
  when?: 'now' | 'queue' | 'interrupt'
  disabled?: boolean
}

/** Writes to the agent instead of speaking. Disabled while there is no conversation. */
export const Root: Part<ComposerRootProps> = definePart(
  'Composer.Root',
  function ComposerRoot({ when = 'now', disabled: off = false, ...props }: ComposerRootProps) {
    const session = useSession()
    const labels = useLabels()
    const { status } = useConnection()
    const [text, setText] = useState('')
    const [attachments, setAttachments] = useState<readonly Attachment[]>([])
    const disabled = off || status === 'disconnected' || status === 'error'
    const canSend = !disabled && (text.trim() !== '' || attachments.length > 0)
    const send = (): void => {
      if (!canSend) return
      session.sendMessage(userInput(text, attachments), { when })
      setText('')
      setAttachments([])
    }
    const attach = async (files: Iterable<File>): Promise<void> => {
      const images = [...files].filter((file) => file.type.startsWith('image/'))
      const read = await Promise.all(
        images.map(async (file) => ({ id: crypto.randomUUID(), name: file.name, url: await readAsDataUrl(file) })),
      )
      setAttachments((before) => [...before, ...read])
    }
    const detach = (id: string): void => setAttachments((before) => before.filter((image) => image.id !== id))
    const draft = { text, attachments, disabled, canSend, setText, attach, detach, send }
    const own = {
      onSubmit(event: SyntheticEvent) {
        event.preventDefault()
        send()
      },
    }
    const images = attachments.length > 0 && (
      <div data-slot="composer-attachments">
        {attachments.map((image) => (
          <span key={image.id}>
            <img src={image.url} alt={image.name} />
            <button
              type="button"
              data-slot="icon-button"
              aria-label={`${labels.removeAttachment}: ${image.name}`}
              onClick={() => detach(image.id)}
            >
              {closeIcon}
            </button>
          </span>
        ))}
      </div>
    )
    const children = (
      <>
        {images}
        {props.children ?? (
          <>
            <Attach />
            <Input />
            <Send />
          </>
        )}
      </>
    )
    return (
      <ComposerContext.Provider value={draft}>
        {renderPart('form', 'composer', { disabled }, own, { ...props, children })}
      </ComposerContext.Provider>
    )
  },
)
