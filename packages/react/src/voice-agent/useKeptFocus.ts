'use client'

import { useEffect, useRef, type FocusEvent } from 'react'

/**
 * Handlers for an element whose controls come and go as it renders: when the focused one went away or was disabled, the
 * focus goes to the first usable one that the selector finds. Focus that the user has moved stays where it is.
 */
export function useKeptFocus(counterparts: string): {
  onFocus: (event: FocusEvent<HTMLElement>) => void
  onBlur: (event: FocusEvent<HTMLElement>) => void
} {
  const held = useRef<{ root: HTMLElement; control: HTMLElement } | null>(null)
  // After every render: controls may have come, gone or been disabled.
  useEffect(() => {
    if (!held.current || held.current.control.matches(':focus')) return
    const usable = [...held.current.root.querySelectorAll<HTMLElement>(counterparts)]
    usable.find((control) => !control.matches(':disabled'))?.focus()
  })
  return {
    onFocus(event) {
      held.current = { root: event.currentTarget, control: event.target as HTMLElement }
    },
    onBlur(event) {
      // React tells no blur of what it removes, and what is disabled was not left by the user.
      if (!event.target.matches(':disabled')) held.current = null
    },
  }
}
