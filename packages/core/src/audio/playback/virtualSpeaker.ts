import type { Clock } from '../../clock.ts'
import { createEmitter } from '../../emitter.ts'
import { bytesPerMs } from '../audioCodec.ts'
import type { AudioCodec, PlaybackPosition, Speaker, SpeakerSignal, SpeakerState } from '../audioPorts.ts'
import type { TrackedPlayback } from './playbackTracker.ts'

/** How often the position is told while sound would be heard. */
const tickMs = 50

interface Part {
  itemId: string
  contentIndex: number
  receivedMs: number
  heardMs: number
  started: boolean
  ended: boolean
}

/**
 * A speaker without a device: it counts instead of sounding. Without a tracker every part is taken to be played in real time,
 * as it comes; with one, the app plays the audio and says how far it is. Used in Node, and wherever `media.speaker` is off.
 */
export function createVirtualSpeaker(options: { clock: Clock; tracker?: TrackedPlayback | undefined }): Speaker {
  const { clock, tracker } = options
  const signals = createEmitter<SpeakerSignal>()
  let state: SpeakerState = { devices: [], deviceId: null, volume: 1, muted: false, blocked: false }
  let perMs = 48
  let parts: Part[] = []
  let generation = 0
  let cancelTick: (() => void) | null = null
  let untrack: (() => void) | null = null
  /** When the head, having been heard up to `from.heardMs`, went on sounding. */
  let from: { at: number; heardMs: number } | null = null

  const change = (patch: Partial<SpeakerState>): void => {
    state = { ...state, ...patch }
    signals.emit({ type: 'state', state })
  }
  const begin = (part: Part): void => {
    if (part.started) return
    part.started = true
    signals.emit({ type: 'started', itemId: part.itemId, contentIndex: part.contentIndex })
  }
  const position = ({ itemId, contentIndex, heardMs }: Part): PlaybackPosition => ({
    itemId,
    contentIndex,
    heardMs: Math.floor(heardMs),
  })
  /** The head is over once all of it was heard and nothing more comes. */
  const drainHead = (): boolean => {
    const [head] = parts
    if (!head?.ended || head.heardMs < head.receivedMs) return false
    parts.shift()
    begin(head)
    signals.emit({ type: 'drained', ...position(head) })
    return true
  }

  const advance = (): void => {
    cancelTick?.()
    cancelTick = null
    const now = clock.now()
    for (;;) {
      const [head] = parts
      if (!head) {
        from = null
        return
      }
      if (head.receivedMs > 0) begin(head)
      if (parts[0] !== head) return // a listener flushed
      from ??= { at: now, heardMs: head.heardMs }
      const heardMs = Math.min(head.receivedMs, from.heardMs + now - from.at)
      const over = from.heardMs + now - from.at - head.receivedMs
      head.heardMs = Math.max(head.heardMs, heardMs)
      if (drainHead()) {
        from = parts[0] ? { at: now - Math.max(0, over), heardMs: parts[0].heardMs } : null
        continue
      }
      if (head.heardMs >= head.receivedMs) {
        from = null // waits for more
        return
      }
      if (head.heardMs > 0) signals.emit({ type: 'position', ...position(head) })
      if (parts[0] === head)
        cancelTick = clock.setTimeout(advance, Math.min(tickMs, Math.ceil(head.receivedMs - head.heardMs)))
      return
    }
  }

  const track = (itemId: string, contentIndex: number, ms: number | null, bytes: number): void => {
    const part = parts.find((other) => other.itemId === itemId && other.contentIndex === contentIndex)
    if (!part) return
    begin(part)
    part.heardMs = Math.min(part.receivedMs, ms ?? part.heardMs + bytes / perMs)
    // Whatever stood before it has been played.
    while (parts[0] && parts[0] !== part) {
      parts[0].heardMs = parts[0].receivedMs
      parts[0].ended = true
      if (!drainHead()) break
    }
    if (!drainHead()) signals.emit({ type: 'position', ...position(part) })
  }

  return {
    get state() {
      return state
    },
    subscribe: (listener) => signals.subscribe(listener),
    prepare() {},
    async start({ codec }: { codec: AudioCodec }) {
      perMs = bytesPerMs(codec)
      untrack ??= tracker?.subscribe(track) ?? null
    },
    play({ itemId, contentIndex, bytes }) {
      const ms = bytes.byteLength / perMs
      const part = parts.find((other) => other.itemId === itemId && other.contentIndex === contentIndex)
      if (part) part.receivedMs += ms
      else parts.push({ itemId, contentIndex, receivedMs: ms, heardMs: 0, started: false, ended: false })
      if (!tracker) advance()
    },
    end(itemId, contentIndex) {
      const part = parts.find((other) => other.itemId === itemId && other.contentIndex === contentIndex)
      if (!part) return
      part.ended = true
      if (tracker) drainHead()
      else advance()
    },
    flush() {
      if (!tracker) settleHead()
      cancelTick?.()
      cancelTick = null
      from = null
      const items = parts.map(position)
      parts = []
      generation++
      signals.emit({ type: 'flushed', generation, items })
    },
    async stop() {
      cancelTick?.()
      cancelTick = null
      untrack?.()
      untrack = null
      parts = []
      from = null
    },
    async setDevice(deviceId) {
      change({ deviceId })
    },
    setVolume: (volume) => change({ volume }),
    setMuted: (muted) => change({ muted }),
    async unlock() {},
    onLevel: () => () => {},
  }

  /** Brings the head up to now, so that a cut is exact between ticks. */
  function settleHead(): void {
    const [head] = parts
    if (head && from) head.heardMs = Math.min(head.receivedMs, from.heardMs + clock.now() - from.at)
  }
}
