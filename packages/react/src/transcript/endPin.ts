/** Whether a transcript follows its end, and what came while it did not. */
export interface EndPinState {
  readonly atEnd: boolean
  /** How many rows there were when the reader left the end. */
  readonly seen: number
}
export interface EndPin {
  get: () => EndPinState
  subscribe: (listener: () => void) => () => void
  /** The scrolling element and what grows inside of it. Returns its release. */
  attach: (viewport: HTMLElement) => () => void
  /** Rows came or went; `own` when the user's own turn is the newest, which brings the reader back to the end. */
  rowsChanged: (count: number, own: boolean) => void
  jump: () => void
}

/** Nearer than this counts as being at the end. */
const slackPx = 48

export function createEndPin(): EndPin {
  const listeners = new Set<() => void>()
  let state: EndPinState = { atEnd: true, seen: 0 }
  let viewport: HTMLElement | null = null
  let rows = 0

  const set = (atEnd: boolean): void => {
    if (atEnd === state.atEnd) return
    state = { atEnd, seen: rows }
    for (const listener of listeners) listener()
  }
  const toEnd = (): void => {
    if (viewport) viewport.scrollTop = viewport.scrollHeight
  }
  const follow = (): void => {
    if (state.atEnd) toEnd()
  }
  // Only a scroll that the reader made unpins: growth of the content moves nothing by itself.
  let height = 0
  const scrolled = (): void => {
    if (!viewport) return
    const rest = viewport.scrollHeight - viewport.scrollTop - viewport.clientHeight
    const grew = viewport.scrollHeight !== height
    height = viewport.scrollHeight
    if (rest < slackPx) set(true)
    else if (!grew || !state.atEnd) set(false)
    else toEnd()
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    attach(element) {
      viewport = element
      height = element.scrollHeight
      toEnd()
      element.addEventListener('scroll', scrolled, { passive: true })
      const observer = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(follow)
      observer?.observe(element)
      for (const child of element.children) observer?.observe(child)
      const added =
        typeof MutationObserver === 'undefined'
          ? null
          : new MutationObserver(() => {
              for (const child of element.children) observer?.observe(child)
              follow()
            })
      added?.observe(element, { childList: true })
      return () => {
        element.removeEventListener('scroll', scrolled)
        observer?.disconnect()
        added?.disconnect()
        if (viewport === element) viewport = null
      }
    },
    rowsChanged(count, own) {
      rows = count
      if (own) set(true)
      follow()
    },
    jump() {
      set(true)
      toEnd()
    },
  }
}
