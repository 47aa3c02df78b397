import { createEmitter } from '../emitter.ts'
import { DeviceError } from '../errors.ts'
import type {
  Device,
  LevelFrame,
  MicErrorReason,
  Microphone,
  MicrophoneSignal,
  MicrophoneState,
} from '../audio/audioPorts.ts'

export interface FakeMicrophoneOptions {
  /** The first one is used until another is chosen. Default one built-in microphone. */
  devices?: readonly Device[]
  /** What the browser says when it is asked for the microphone. Default `allow`. */
  answer?: 'allow' | 'wait' | MicErrorReason
}

/** A microphone without a device: what a browser, a user and a cable would do to it is up to the test. */
export interface FakeMicrophone extends Microphone {
  /** What the browser says from now on; one that waits is answered. */
  answer(answer: 'allow' | 'wait' | MicErrorReason): void
  /** Any state, as it is: for what has no method of its own. */
  become(state: MicrophoneState): void
  /** The device in use is gone; the next in the list takes over at `retry`. */
  unplug(): void
  plugIn(device: Device): void
  /** One chunk, if it is live and not muted. */
  speak(bytes: Uint8Array): void
  level(frame: LevelFrame): void
  /** How often the device was opened. */
  readonly opened: number
  /** Those who watch the level now. */
  readonly levelListeners: number
  readonly held: boolean
}

const builtIn: Device = { deviceId: 'built-in', label: 'Built-in microphone', isDefault: true }

const codes: Readonly<Record<MicErrorReason, DeviceError['code']>> = {
  denied: 'microphone_denied',
  'blocked-by-policy': 'microphone_blocked_by_policy',
  'not-found': 'device_not_found',
  'in-use': 'device_busy',
  overconstrained: 'device_overconstrained',
  'insecure-context': 'insecure_context',
  unsupported: 'device_unsupported',
}

/** Behaves as the browser's own does: trouble becomes a state and rejects nothing but `setDevice`; mute holds throughout. */
export function createFakeMicrophone(options: FakeMicrophoneOptions = {}): FakeMicrophone {
  const signals = createEmitter<MicrophoneSignal>()
  const levels = new Set<(frame: LevelFrame) => void>()
  const mutedBy = { user: false, system: false }
  let devices = [...(options.devices ?? [builtIn])]
  let answer = options.answer ?? 'allow'
  let chosen = devices[0]?.deviceId
  let state: MicrophoneState = { status: 'off' }
  let opened = 0
  let held = false
  let started = false

  const become = (next: MicrophoneState): void => {
    state = next
    signals.emit({ type: 'state', state })
  }
  const shownMute = (): 'user' | 'system' | null => (mutedBy.user ? 'user' : mutedBy.system ? 'system' : null)
  const updateLive = (patch: Partial<MicrophoneState & { status: 'live' }>): void => {
    if (state.status !== 'live') return
    const speakingWhileMuted = state.speakingWhileMuted && shownMute() !== null
    become({ ...state, speakingWhileMuted, mutedBy: shownMute(), ...patch })
  }
  const open = (): void => {
    if (answer === 'wait') return become({ status: 'requesting' })
    const device = devices.find(({ deviceId }) => deviceId === chosen) ?? devices[0]
    const reason = answer === 'allow' ? (device ? null : 'not-found') : answer
    if (reason !== null) {
      return become({ status: 'error', reason, error: new DeviceError(codes[reason], `The microphone: ${reason}.`) })
    }
    opened++
    chosen = device!.deviceId
    become({
      status: 'live',
      device: device!,
      devices,
      mutedBy: shownMute(),
      speakingWhileMuted: false,
      silentSince: null,
    })
  }
  const request = async (): Promise<void> => {
    if (state.status !== 'live') open()
  }

  return {
    get state() {
      return state
    },
    track: null,
    get opened() {
      return opened
    },
    get levelListeners() {
      return levels.size
    },
    get held() {
      return held
    },
    subscribe: (listener) => signals.subscribe(listener),
    prepare() {},
    async start() {
      started = true
      await request()
    },
    request,
    retry: request,
    async setDevice(id) {
      const device = devices.find(({ deviceId }) => deviceId === id)
      if (!device) throw new DeviceError('device_overconstrained', 'The chosen microphone is not there.')
      chosen = id
      if (state.status === 'live' && state.device !== device) {
        opened++
        updateLive({ device })
      }
    },
    setMuted(muted, by = 'user') {
      if (by === 'user' && !muted) mutedBy.system = false
      mutedBy[by] = muted
      updateLive({})
    },
    hold(next) {
      held = next
    },
    async stop() {
      started = false
      become({ status: 'off' })
    },
    onLevel(listener) {
      levels.add(listener)
      return () => void levels.delete(listener)
    },
    answer(next) {
      answer = next
      if (state.status === 'requesting') open()
    },
    become,
    unplug() {
      if (state.status !== 'live') return
      const gone = state.device
      devices = devices.filter((device) => device !== gone)
      become({ status: 'interrupted', cause: 'device-removed' })
    },
    plugIn(device) {
      devices = [...devices, device]
      if (state.status === 'live') updateLive({ devices })
      else if (started) open()
    },
    speak(bytes) {
      if (state.status === 'live' && shownMute() === null) signals.emit({ type: 'chunk', bytes })
    },
    level(frame) {
      for (const listener of levels) listener(frame)
    },
  }
}
