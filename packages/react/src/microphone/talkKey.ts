import type { SessionLike } from '../session/SessionLike.ts'

/** One key or button that holds the floor. Knows nothing of the DOM. */
export interface TalkKey {
  down: () => void
  up: () => void
  /** Ends the turn whatever the mode: the hand is gone. */
  release: () => void
}

interface TalkKeyOptions {
  mode: 'hold' | 'toggle'
  disabled: boolean
  minHoldMs: number
}

export function createTalkKey(
  session: () => SessionLike,
  options: () => TalkKeyOptions,
  onChange: (pressed: boolean) => void,
): TalkKey {
  let since: number | null = null

  const isOver = (): boolean => /^(disconnected|error)$/.test(session().getSnapshot().connection.status)
  const begin = (): void => {
    if (options().disabled || isOver()) return
    since = performance.now()
    onChange(true)
    session().startTurn()
  }
  const end = (): void => {
    if (since === null) return
    const slip = options().mode === 'hold' && performance.now() - since < options().minHoldMs
    since = null
    onChange(false)
    // The conversation may have ended while the key was down: there is no turn left to end.
    if (isOver()) return
    if (slip) session().cancelTurn()
    else session().endTurn()
  }

  return {
    down() {
      if (since === null) begin()
      else if (options().mode === 'toggle') end()
    },
    up() {
      if (options().mode === 'hold') end()
    },
    release: end,
  }
}

/** Whether keys go into a text: then they are letters, not commands. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  const field = target.closest<HTMLInputElement>(
    'input, textarea, select, [contenteditable]:not([contenteditable="false"])',
  )
  return field !== null && !/^(button|checkbox|radio|range|submit|reset|file|color|image)$/.test(field.type)
}
