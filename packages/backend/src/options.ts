import { ConfigError } from '@parley/core'
import { z } from 'zod'

/** Checks the options a developer passed, unknown names included. @throws ConfigError `invalid_option` with the path. */
export function checkOptions(owner: string, schema: z.ZodType, value: unknown): void {
  const parsed = schema.safeParse(value)
  if (parsed.success) return
  const issue = parsed.error.issues[0]
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys : []
  const path = [...(issue?.path ?? []), ...keys.slice(0, 1)].join('.')
  throw new ConfigError(
    'invalid_option',
    `${owner}: \`${path || 'options'}\` ${issue?.message ?? 'is not accepted'}.`,
    {
      path,
    },
  )
}

export function fn(): z.ZodType {
  return z.custom((value) => typeof value === 'function', 'must be a function')
}
