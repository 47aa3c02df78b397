'use client'

import { createContext, type Context } from 'react'
import { enLabels } from './en.ts'
import type { Labels } from './Labels.ts'

export interface Locale {
  readonly labels: Labels
  readonly dir: 'ltr' | 'rtl' | undefined
}

export const LocaleContext: Context<Locale> = createContext<Locale>({ labels: enLabels, dir: undefined })
