'use client'

import { useRef, type ChangeEvent, type ClipboardEvent, type KeyboardEvent } from 'react'
import { definePart } from '../internal/definePart.ts'
import { attachIcon, sendIcon } from '../internal/icons.tsx'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { useComposer } from './composerDraft.ts'
import type { ComposerPartState } from './ComposerRoot.tsx'

export type ComposerInputProps = PartProps<HTMLTextAreaElement, ComposerPartState> & { placeholder?: string }

/** Enter sends, Shift+Enter breaks the line; Enter that ends the composition of a character (IME) only does that. Takes pasted images. */
export const Input: Part<ComposerInputProps> = definePart(
  'Composer.Input',
  function ComposerInput(props: ComposerInputProps) {
    const labels = useLabels()
    const { text, setText, send, attach, disabled } = useComposer('Composer.Input')
    const own = {
      rows: 1,
      value: text,
      disabled,
      'aria-label': labels.message,
      placeholder: labels.messagePlaceholder,
      enterKeyHint: 'send',
      dir: 'auto',
      onChange: (event: ChangeEvent<HTMLTextAreaElement>) => setText(event.currentTarget.value),
      onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
        // 229: Safari reports the Enter that ends a composition after `isComposing` is over.
        if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return
        event.preventDefault()
        send()
      },
      onPaste(event: ClipboardEvent<HTMLTextAreaElement>) {
        if (event.clipboardData.files.length > 0) void attach(event.clipboardData.files)
      },
    }
    return renderPart('textarea', 'composer-input', { disabled }, own, props)
  },
)

export type ComposerButtonProps = PartProps<HTMLButtonElement, ComposerPartState>

/** Sends what was written. Disabled while there is nothing to send. */
export const Send: Part<ComposerButtonProps> = definePart(
  'Composer.Send',
  function ComposerSend(props: ComposerButtonProps) {
    const labels = useLabels()
    const { canSend, disabled } = useComposer('Composer.Send')
    const own = { type: 'submit', disabled: !canSend, 'aria-label': labels.send, children: sendIcon }
    return renderPart('button', 'composer-send', { disabled }, own, props)
  },
)

/** Adds images. */
export const Attach: Part<ComposerButtonProps> = definePart(
  'Composer.Attach',
  function ComposerAttach(props: ComposerButtonProps) {
    const labels = useLabels()
    const { attach, disabled } = useComposer('Composer.Attach')
    const file = useRef<HTMLInputElement>(null)
    const own = {
      type: 'button',
      disabled,
      'aria-label': labels.attach,
      onClick: () => file.current?.click(),
      children: attachIcon,
    }
    return (
      <>
        <input
          ref={file}
          type="file"
          accept="image/*"
          multiple
          hidden
          onChange={(event) => {
            void attach([...(event.currentTarget.files ?? [])])
            event.currentTarget.value = ''
          }}
        />
        {renderPart('button', 'composer-attach', { disabled }, own, props)}
      </>
    )
  },
)
