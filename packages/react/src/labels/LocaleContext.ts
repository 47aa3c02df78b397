'use client'

import { createContext, type Context } from 'react'
import type { Labels } from './Labels.ts'

/** What a provider says of language. The words themselves come with the parts that use them, so that hooks alone carry none. */
export interface Locale {
  readonly own: Partial<Labels> | undefined
  readonly dir: 'ltr' | 'rtl' | undefined
}

export const LocaleContext: Context<Locale> = createContext<Locale>({ own: undefined, dir: undefined })
