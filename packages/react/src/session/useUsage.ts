'use client'

import type { SessionSnapshot, Usage } from '@parley/core'
import { useRealtime } from './useRealtime.ts'

const selectUsage = (s: SessionSnapshot): Usage => s.usage

/** Tokens, and cost where the run has prices. Renders after each response. */
export function useUsage(): Usage {
  return useRealtime(selectUsage)
}
