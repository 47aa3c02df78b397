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
  now: () => number = () => performance.now(),
): TalkKey {
  let since: number | null = null

  const begin = (): void => {
    const { status } = session().getSnapshot().connection
    if (options().disabled || status === 'disconnected' || status === 'error') return
    since = now()
    onChange(true)
    session().startTurn()
  }
  const end = (): void => {
    if (since === null) return
    const slip = options().mode === 'hold' && now() - since < options().minHoldMs
    since = null
    onChange(false)
    // The conversation may have ended while the key was down: there is no turn left to end.
    const { status } = session().getSnapshot().connection
    if (status === 'disconnected' || status === 'error') return
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
  if (target.isContentEditable || target.closest('textarea, select, [contenteditable=""], [contenteditable="true"]'))
    return true
  const input = target.closest('input')
  return input !== null && !/^(button|checkbox|radio|range|submit|reset|file|color|image)$/.test(input.type)
}
