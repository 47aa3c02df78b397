import type { CSSProperties, SyntheticEvent } from 'react'

export type AnyProps = Record<string, unknown>

/**
 * Joins the props of a part with those of its user, the later ones winning. Classes and styles add up; of two event handlers
 * the user's runs first, and the part's own does not run when that one called `preventDefault`.
 */
export function mergeProps(own: AnyProps, user: AnyProps): AnyProps {
  const merged: AnyProps = { ...own }
  for (const [key, value] of Object.entries(user)) {
    const mine = merged[key]
    if (value === undefined) continue
    if (key === 'className') merged[key] = [mine, value].filter(Boolean).join(' ')
    else if (key === 'style') merged[key] = { ...(mine as CSSProperties), ...(value as CSSProperties) }
    else if (isHandler(key, mine) && isHandler(key, value)) merged[key] = chain(mine, value)
    else merged[key] = value
  }
  return merged
}

type Handler = (event: SyntheticEvent) => void

function isHandler(key: string, value: unknown): value is Handler {
  return typeof value === 'function' && /^on[A-Z]/.test(key)
}

function chain(own: Handler, user: Handler): Handler {
  return (event) => {
    user(event)
    if (!event?.defaultPrevented) own(event)
  }
}
