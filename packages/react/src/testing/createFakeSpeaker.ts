import type { Clock, LevelFrame, SpeakerState } from '@parley/core'
import type { SessionPorts } from '@parley/core/internal'

type SpeakerPort = SessionPorts['speaker']
type SpeakerSignal = Parameters<Parameters<SpeakerPort['subscribe']>[0]>[0]

/** A speaker that plays by a clock and makes no sound. */
export interface FakeSpeaker extends SpeakerPort {
  setState(change: Partial<SpeakerState>): void
  /** How loud the agent is: 0 to 1. */
  level(rms: number, bands?: Float32Array): void
  readonly levelListeners: number
  /** Audio that waits to be played. */
  readonly queuedMs: number
}

interface Queued {
  itemId: string
  contentIndex: number
  totalMs: number
  heardMs: number
  started: boolean
  ended: boolean
}

const stepMs = 20

export function createFakeSpeaker({ clock }: { clock: Clock }): FakeSpeaker {
  let state: SpeakerState = { devices: [], deviceId: null, volume: 1, muted: false, blocked: false }
  let queue: Queued[] = []
  let bytesPerMs = 48
  let generation = 0
  let cancel: (() => void) | null = null
  const signals = new Set<(signal: SpeakerSignal) => void>()
  const levels = new Set<(frame: LevelFrame) => void>()
  const emit = (signal: SpeakerSignal): void => signals.forEach((listener) => listener(signal))
  const setState = (change: Partial<SpeakerState>): void => {
    state = { ...state, ...change }
    emit({ type: 'state', state })
  }
  const positionOf = ({
    itemId,
    contentIndex,
    heardMs,
  }: Queued): { itemId: string; contentIndex: number; heardMs: number } => ({
    itemId,
    contentIndex,
    heardMs: Math.floor(heardMs),
  })
  const step = (): void => {
    cancel = null
    let left = stepMs
    while (left > 0 && queue.length > 0) {
      const now = queue[0]!
      const played = Math.min(left, now.totalMs - now.heardMs)
      if (played > 0 && !now.started) {
        now.started = true
        emit({ type: 'started', itemId: now.itemId, contentIndex: now.contentIndex })
      }
      now.heardMs += played
      left -= played
      if (now.heardMs < now.totalMs || !now.ended) break
      queue.shift()
      emit({ type: 'drained', ...positionOf(now) })
    }
    const sounding = queue[0]
    if (sounding?.started) emit({ type: 'position', ...positionOf(sounding) })
    run()
  }
  const run = (): void => {
    if (queue.some((part) => part.heardMs < part.totalMs || part.ended)) cancel ??= clock.setTimeout(step, stepMs)
  }
  const partOf = (itemId: string, contentIndex: number): Queued | undefined =>
    queue.find((part) => part.itemId === itemId && part.contentIndex === contentIndex)

  return {
    prepare() {},
    async start({ codec }) {
      bytesPerMs = codec === 'pcm' ? 48 : 8
    },
    play({ itemId, contentIndex, bytes }) {
      const ms = bytes.byteLength / bytesPerMs
      const known = partOf(itemId, contentIndex)
      if (known) known.totalMs += ms
      else queue.push({ itemId, contentIndex, totalMs: ms, heardMs: 0, started: false, ended: false })
      run()
    },
    end(itemId, contentIndex) {
      const part = partOf(itemId, contentIndex)
      if (part) part.ended = true
      run()
    },
    flush() {
      const items = queue.map(positionOf)
      queue = []
      cancel?.()
      cancel = null
      generation++
      emit({ type: 'flushed', generation, items })
    },
    async stop() {
      queue = []
      cancel?.()
      cancel = null
    },
    async setDevice(deviceId) {
      setState({ deviceId })
    },
    setVolume: (volume) => setState({ volume }),
    setMuted: (muted) => setState({ muted }),
    async unlock() {
      setState({ blocked: false })
    },
    onLevel(listener) {
      levels.add(listener)
      return () => void levels.delete(listener)
    },
    subscribe(listener) {
      signals.add(listener)
      return () => void signals.delete(listener)
    },
    get state() {
      return state
    },
    setState,
    level(rms, bands) {
      for (const listener of levels) listener({ rms, peak: rms, ...(bands ? { bands } : {}) })
    },
    get levelListeners() {
      return levels.size
    },
    get queuedMs() {
      return queue.reduce((sum, part) => sum + part.totalMs - part.heardMs, 0)
    },
  }
}
