import { createVirtualSpeaker } from '../audio/playback/virtualSpeaker.ts'
import { createEmitter } from '../emitter.ts'
import type { Clock } from '../clock.ts'
import type { Device, LevelFrame, Speaker, SpeakerSignal, SpeakerState } from '../audio/audioPorts.ts'

export interface FakeSpeakerOptions {
  clock: Clock
  /** Default none, as in browsers that cannot choose. */
  devices?: readonly Device[]
  /** The browser waits for a gesture. Default false. */
  blocked?: boolean
}

/** A speaker without a device that plays by the clock, and blocks, plugs in and gets loud as the test says. */
export interface FakeSpeaker extends Speaker {
  /** The browser lets no sound out until `unlock`. */
  block(): void
  plugIn(device: Device): void
  level(frame: LevelFrame): void
  /** Those who watch the level now. */
  readonly levelListeners: number
}

export function createFakeSpeaker({ clock, devices = [], blocked = false }: FakeSpeakerOptions): FakeSpeaker {
  const inner = createVirtualSpeaker({ clock })
  const signals = createEmitter<SpeakerSignal>()
  const levels = new Set<(frame: LevelFrame) => void>()
  let own: Pick<SpeakerState, 'devices' | 'blocked'> = { devices, blocked }
  const read = (): SpeakerState => ({ ...inner.state, ...own })
  const change = (patch: Partial<typeof own>): void => {
    own = { ...own, ...patch }
    signals.emit({ type: 'state', state: read() })
  }
  inner.subscribe((signal) => signals.emit(signal.type === 'state' ? { type: 'state', state: read() } : signal))

  return {
    ...inner,
    get state() {
      return read()
    },
    get levelListeners() {
      return levels.size
    },
    subscribe: (listener) => signals.subscribe(listener),
    async unlock() {
      change({ blocked: false })
    },
    onLevel(listener) {
      levels.add(listener)
      return () => void levels.delete(listener)
    },
    block: () => change({ blocked: true }),
    plugIn: (device) => change({ devices: [...own.devices, device] }),
    level(frame) {
      for (const listener of levels) listener(frame)
    },
  }
}
