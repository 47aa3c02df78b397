'use client'

import { useEffect, useState, type ButtonHTMLAttributes, type KeyboardEvent, type PointerEvent } from 'react'
import { useLatest } from '../internal/useLatest.ts'
import { useSession } from '../session/useSession.ts'
import { createTalkKey, isTyping } from './talkKey.ts'

export interface UsePushToTalkOptions {
  /** A `KeyboardEvent.code`, such as `Space` or `KeyT`. Default `Space`. */
  key?: string
  /** `toggle`: press to begin, press again to end, for hands that cannot hold. Default `hold`. */
  mode?: 'hold' | 'toggle'
  disabled?: boolean
  /** A shorter press is taken for a slip, and nothing is sent. Default 150. */
  minHoldMs?: number
}

export interface PushToTalk {
  pressed: boolean
  /** For a button of your own: pointer and keyboard, `aria-pressed`, `aria-keyshortcuts`. */
  getButtonProps: () => ButtonHTMLAttributes<HTMLButtonElement>
  /** The key as a person reads it: `Space`, `T`. */
  keyShortcut: string
}

/**
 * A turn bounded by the user's hand: the key anywhere on the page while nobody types, or a button. Released on blur, when the
 * page is hidden and when the pointer is cancelled. Sound from up to 300 ms before the press is kept. Turn detection of the
 * server should be off: `turnDetection: null`. Renders when `pressed` changes.
 */
export function usePushToTalk({
  key = 'Space',
  mode = 'hold',
  disabled = false,
  minHoldMs = 150,
}: UsePushToTalkOptions = {}): PushToTalk {
  const session = useSession()
  const [pressed, setPressed] = useState(false)
  const options = useLatest({ mode, disabled, minHoldMs })
  const held = useLatest(session)
  const [talk] = useState(() => createTalkKey(held.get, options.get, setPressed))

  useEffect(() => {
    if (disabled) return undefined
    const down = (event: globalThis.KeyboardEvent): void => {
      if (event.code !== key || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTyping(event.target) || isPressable(event.target, event.code)) return
      // Repeats too: a held space bar would scroll the page.
      event.preventDefault()
      if (!event.repeat) talk.down()
    }
    const up = (event: globalThis.KeyboardEvent): void => {
      if (event.code === key) talk.up()
    }
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') talk.release()
    }
    const listening = new AbortController()
    const { signal } = listening
    window.addEventListener('keydown', down, { signal })
    window.addEventListener('keyup', up, { signal })
    window.addEventListener('blur', talk.release, { signal })
    document.addEventListener('visibilitychange', hidden, { signal })
    return () => {
      listening.abort()
      talk.release()
    }
  }, [key, disabled, talk])

  const isPress = (event: KeyboardEvent): boolean => event.key === ' ' || event.key === 'Enter'
  const keyShortcut = key.replace(/^Key|^Digit/, '')
  const getButtonProps = (): ButtonHTMLAttributes<HTMLButtonElement> => ({
    type: 'button',
    disabled,
    'aria-pressed': pressed,
    'aria-keyshortcuts': keyShortcut,
    onPointerDown(event: PointerEvent<HTMLButtonElement>) {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture?.(event.pointerId)
      talk.down()
    },
    onPointerUp: talk.up,
    onPointerCancel: talk.release,
    onKeyDown(event: KeyboardEvent) {
      if (event.repeat || !isPress(event)) return
      event.preventDefault()
      // The page's own listener must not count this press a second time.
      event.stopPropagation()
      talk.down()
    },
    onKeyUp(event: KeyboardEvent) {
      if (!isPress(event)) return
      event.stopPropagation()
      talk.up()
    },
    onBlur: talk.release,
    onContextMenu: (event) => event.preventDefault(),
  })
  return { pressed, getButtonProps, keyShortcut }
}

const pressable = 'button, a[href], summary, [role="button"]'

/** The space bar belongs to a focused button or link. */
function isPressable(target: EventTarget | null, code: string): boolean {
  return /^(Space|Enter)$/.test(code) && target instanceof Element && target.closest(pressable) !== null
}
