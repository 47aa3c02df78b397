import { createVirtualSpeaker } from '../audio/playback/virtualSpeaker.ts'
import { createEmitter } from '../emitter.ts'
import type { Clock } from '../clock.ts'
import type { LevelFrame, Speaker, SpeakerSignal, SpeakerState } from '../audio/audioPorts.ts'

/** A speaker that plays by a clock and makes no sound. */
export interface FakeSpeaker extends Speaker {
  /** As the browser would report it: blocked, another device, one more device. */
  setState(change: Partial<SpeakerState>): void
  /** How loud the agent is: 0 to 1. */
  level(rms: number, bands?: Float32Array): void
  /** How many listen to the level now. */
  readonly levelListeners: number
}

export function createFakeSpeaker({ clock }: { clock: Clock }): FakeSpeaker {
  const player = createVirtualSpeaker({ clock })
  const signals = createEmitter<SpeakerSignal>()
  const levels = new Set<(frame: LevelFrame) => void>()
  let state = player.state
  const setState = (change: Partial<SpeakerState>): void => {
    state = { ...state, ...change }
    signals.emit({ type: 'state', state })
  }
  player.subscribe((signal) => signals.emit(signal))

  return {
    ...player,
    subscribe: (listener) => signals.subscribe(listener),
    setDevice: async (deviceId) => setState({ deviceId }),
    setVolume: (volume) => setState({ volume }),
    setMuted: (muted) => setState({ muted }),
    unlock: async () => setState({ blocked: false }),
    onLevel(listener) {
      levels.add(listener)
      return () => void levels.delete(listener)
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
  }
}
