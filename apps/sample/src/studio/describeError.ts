import type { RealtimeError } from '@parley/core'
import type { Labels } from '@parley/react'
import { SecretError } from './clientSecret.ts'

/** One sentence of what happened and one of what to do. The route's own words win: they know more. */
export function describeError(error: RealtimeError, labels: Labels): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof SecretError) return cause.message
  }
  return labels.errors[error.code] ?? error.message
}
