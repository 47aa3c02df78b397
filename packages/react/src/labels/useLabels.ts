'use client'

import { useContext } from 'react'
import type { Labels } from './Labels.ts'
import { LocaleContext } from './LocaleContext.ts'
import { mergeLabels } from './mergeLabels.ts'

/** The words of the nearest provider; English without one. @throws ConfigError for a label that no part uses. */
export function useLabels(): Labels {
  return mergeLabels(useContext(LocaleContext).own)
}
