/** Runs before anything else on each page: counts what a stack asks of React and of the browser. */
export interface Counts {
  commits: number
  /** Function components that rendered. */
  renders: number
  /** Rows of the transcript with a component that rendered, summed over the commits, and the most in one. */
  rows: number
  mostRowsInACommit: number
  mostCommitsInAFrame: number
  /** Callbacks of `requestAnimationFrame` that ran. */
  frames: number
}

interface Fiber {
  type: unknown
  flags: number
  child: Fiber | null
  sibling: Fiber | null
  return: Fiber | null
  alternate: Fiber | null
  stateNode: unknown
}

export function instrument(): void {
  const zero = () => ({ commits: 0, renders: 0, rows: 0, mostRowsInACommit: 0, mostCommitsInAFrame: 0, frames: 0 })
  let counts = zero()
  const once = { getUserMedia: 0, audioContexts: 0 }
  let commitsInFrame = 0

  const media = navigator.mediaDevices
  const get = media.getUserMedia.bind(media)
  media.getUserMedia = (constraints) => {
    once.getUserMedia++
    return get(constraints)
  }
  const Context = window.AudioContext
  window.AudioContext = class extends Context {
    constructor(options?: AudioContextOptions) {
      super(options)
      once.audioContexts++
    }
  }
  const request = window.requestAnimationFrame.bind(window)
  window.requestAnimationFrame = (callback) =>
    request((time) => {
      counts.frames++
      callback(time)
    })

  // Asked for in the frame before, so that it comes before whatever a page does in its frame.
  const tick = (): void => {
    commitsInFrame = 0
    request(tick)
  }
  request(tick)

  // Production React tells the developer tools of every commit; a component that rendered carries the flag PerformedWork.
  Object.assign(window, {
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      inject: () => 1,
      onCommitFiberUnmount() {},
      onPostCommitFiberRoot() {},
      onCommitFiberRoot(_id: number, root: { current: Fiber }) {
        counts.commits++
        counts.mostCommitsInAFrame = Math.max(counts.mostCommitsInAFrame, ++commitsInFrame)
        const rows = new Set<Element>()
        walk(root.current, rows)
        counts.rows += rows.size
        counts.mostRowsInACommit = Math.max(counts.mostRowsInACommit, rows.size)
      },
    },
    benchCounts: () => ({ ...counts, ...once }),
    benchReset: () => (counts = zero()),
  })

  function walk(fiber: Fiber, rows: Set<Element>): void {
    const rendered = typeof fiber.type === 'function' || (typeof fiber.type === 'object' && fiber.type !== null)
    if (rendered && (fiber.flags & 1) === 1 && fiber !== fiber.alternate) {
      counts.renders++
      const row = elementOf(fiber)?.closest('[data-row], [data-slot="transcript-item"]')
      if (row) rows.add(row)
    }
    // Where nothing below was touched, the children are those of the last commit.
    if (fiber.alternate && fiber.child === fiber.alternate.child) return
    for (let child = fiber.child; child; child = child.sibling) walk(child, rows)
  }
  function elementOf(fiber: Fiber): Element | null {
    for (let at: Fiber | null = fiber; at; at = at.child) if (at.stateNode instanceof Element) return at.stateNode
    return null
  }
}
