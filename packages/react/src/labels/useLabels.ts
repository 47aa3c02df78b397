'use client'

import { useContext } from 'react'
import type { Labels } from './Labels.ts'
import { LocaleContext } from './LocaleContext.ts'

/** The words of the nearest provider; English without one. */
export function useLabels(): Labels {
  return useContext(LocaleContext).labels
}
