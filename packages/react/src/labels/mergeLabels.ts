import { ConfigError } from '@parley/core'
import { enLabels } from './en.ts'
import type { Labels } from './Labels.ts'

/** English, with some words replaced. @throws ConfigError for a key that no part uses. */
export function mergeLabels(own: Partial<Labels> | undefined): Labels {
  if (!own) return enLabels
  let labels = merged.get(own)
  if (!labels) merged.set(own, (labels = merge(own)))
  return labels
}

const merged = new WeakMap<object, Labels>()

function merge(own: Partial<Labels>): Labels {
  for (const key of Object.keys(own)) {
    if (key in enLabels) continue
    throw new ConfigError(
      'invalid_option',
      `\`labels.${key}\` is no label of Parley. The keys are those of \`Labels\`.`,
      {
        path: `labels.${key}`,
      },
    )
  }
  return { ...enLabels, ...own, errors: { ...enLabels.errors, ...own.errors } }
}
