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
  // One entry each, so that somebody who listens twice counts twice.
  const levels = new Set<{ call: (frame: LevelFrame) => void }>()
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
      const entry = { call: listener }
      levels.add(entry)
      return () => void levels.delete(entry)
    },
    get state() {
      return state
    },
    setState,
    level(rms, bands) {
      for (const { call } of levels) call({ rms, peak: rms, ...(bands ? { bands } : {}) })
    },
    get levelListeners() {
      return levels.size
    },
  }
}
