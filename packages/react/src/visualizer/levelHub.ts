import type { LevelFrame } from '@parley/core'
import type { SessionLike } from '../session/SessionLike.ts'

export type LevelSource = 'mic' | 'agent'

/** One stream of levels, shared by everything on the page that draws it. Listeners are called at most once a frame, and not at all while nothing changes. */
export interface LevelHub {
  subscribe(listener: (frame: LevelFrame) => void): () => void
  /** The newest level. The object is reused. */
  readonly frame: LevelFrame
}

const hubs = new WeakMap<SessionLike, Partial<Record<LevelSource, LevelHub>>>()

export function levelHub(session: SessionLike, source: LevelSource): LevelHub {
  let own = hubs.get(session)
  if (!own) hubs.set(session, (own = {}))
  return (own[source] ??= createLevelHub((listener) =>
    (source === 'mic' ? session.microphone : session.speaker).onLevel(listener),
  ))
}

/** Below this nothing on the screen would look different. */
const visible = 0.002

function createLevelHub(listen: (listener: (frame: LevelFrame) => void) => () => void): LevelHub {
  const frame: { rms: number; peak: number; bands?: Float32Array } = { rms: 0, peak: 0 }
  const listeners = new Set<{ call: (frame: LevelFrame) => void }>()
  let told = { rms: 0, peak: 0 }
  let stop: (() => void) | null = null
  let request: number | null = null

  const deliver = (): void => {
    request = null
    told = { rms: frame.rms, peak: frame.peak }
    for (const entry of listeners) entry.call(frame)
  }
  const receive = (next: LevelFrame): void => {
    frame.rms = next.rms
    frame.peak = next.peak
    if (next.bands) frame.bands = next.bands
    const settled = next.rms === 0 && told.rms !== 0
    if (!settled && Math.abs(next.rms - told.rms) < visible && Math.abs(next.peak - told.peak) < visible) return
    request ??= requestAnimationFrame(deliver)
  }

  return {
    frame,
    subscribe(listener) {
      const entry = { call: listener }
      listeners.add(entry)
      stop ??= listen(receive)
      return () => {
        listeners.delete(entry)
        if (listeners.size > 0) return
        stop?.()
        if (request !== null) cancelAnimationFrame(request)
        stop = request = null
        frame.rms = frame.peak = 0
        told = { rms: 0, peak: 0 }
      }
    },
  }
}

/** Loudness as the eye expects it, 0 to 1: speech fills the range, the noise of a quiet room stays near 0. */
export function visibleLevel({ rms }: Pick<LevelFrame, 'rms'>): number {
  return Math.min(1, Math.max(0, ((rms / 0.36) ** 0.65 - 0.03) / 0.97))
}
