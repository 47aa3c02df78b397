'use client'

import type { UserInput } from '@parley/core'
import { createPartContext, type PartContext } from '../internal/createPartContext.ts'

export interface Attachment {
  readonly id: string
  readonly name: string
  /** A `data:` address. */
  readonly url: string
}

/** What is being written, shared by the parts of one composer. */
export interface ComposerDraft {
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly disabled: boolean
  readonly canSend: boolean
  setText: (text: string) => void
  attach: (files: Iterable<File>) => Promise<void>
  detach: (id: string) => void
  send: () => void
}

const context: PartContext<ComposerDraft> = createPartContext<ComposerDraft>('Composer.Root')
export const ComposerContext: typeof context.Context = context.Context
export const useComposer: (part: string) => ComposerDraft = context.use

export function userInput(text: string, attachments: readonly Attachment[]): UserInput {
  const words = text.trim()
  return {
    content: [
      ...attachments.map(({ url }) => ({ type: 'input_image' as const, imageUrl: url })),
      ...(words === '' ? [] : [{ type: 'input_text' as const, text: words }]),
    ],
  }
}

export function readAsDataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(reader.result as string))
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The file could not be read.')))
    reader.readAsDataURL(file)
  })
}
