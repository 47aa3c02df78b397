import type { RealtimeError } from '@parley/core'
import type { Labels } from './Labels.ts'

/** What a user reads for an error: the label of its code, else its own message. */
export function errorText(error: RealtimeError, labels: Labels): string {
  return labels.errors[error.code] ?? error.message
}
