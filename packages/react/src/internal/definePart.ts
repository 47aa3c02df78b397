'use client'

import { forwardRef, version, type ReactElement } from 'react'
import type { Part } from './PartProps.ts'

const refIsAProp = Number.parseInt(version, 10) >= 19

/** Gives a component its name, and in React 18, where `ref` is no prop, the shim that makes it one. */
export function definePart<P>(displayName: string, component: (props: P) => ReactElement | null): Part<P> {
  if (refIsAProp) return Object.assign(component, { displayName })
  const shim = forwardRef<unknown, object>((props, ref) =>
    component((ref === null ? props : { ...props, ref }) as unknown as P),
  )
  return Object.assign(shim, { displayName }) as unknown as Part<P>
}
