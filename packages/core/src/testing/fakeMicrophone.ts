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

/** A microphone moved by hand: no device, no permission dialog. */
export interface FakeMicrophone extends Microphone {
  /** Any state at all, as the device would report it. */
  setState(state: MicrophoneState): void
  /** The user, the system or the hardware refuses it. */
  fail(reason: MicErrorReason): void
  interrupt(cause: (MicrophoneState & { status: 'interrupted' })['cause']): void
  /** Talks while muted, or stops doing it. */
  speakWhileMuted(speaking?: boolean): void
  /** Plugs devices in and out; the first is the one in use unless `setDevice` chose another. */
  setDevices(devices: readonly Device[]): void
  /** How loud it is: 0 to 1. */
  level(rms: number, bands?: Float32Array): void
  /** 20 ms of sound, silence by default, if it is live and not muted. */
  chunk(bytes?: Uint8Array): void
  /** How often the device was opened. */
  readonly opened: number
  /** How many listen to the level now. */
  readonly levelListeners: number
}

export interface FakeMicrophoneOptions {
  /** Default one, "Built-in microphone". */
  devices?: readonly Device[]
  /** Opening it ends in this error, until it is tried again. */
  failWith?: MicErrorReason
}

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
  // One entry each, so that somebody who listens twice counts twice.
  const levels = new Set<{ call: (frame: LevelFrame) => void }>()
  const mutedBy = { user: false, system: false }
  let devices = options.devices ?? [{ deviceId: 'built-in', label: 'Built-in microphone', isDefault: true }]
  let { failWith } = options
  let chosen: string | null = null
  let state: MicrophoneState = { status: 'off' }
  let opened = 0

  const setState = (next: MicrophoneState): void => {
    state = next
    signals.emit({ type: 'state', state })
  }
  const shownMute = (): 'user' | 'system' | null => (mutedBy.user ? 'user' : mutedBy.system ? 'system' : null)
  const inUse = (): Device =>
    devices.find((device) => device.deviceId === chosen) ?? devices[0] ?? { deviceId: '', label: '', isDefault: true }
  const updateLive = (change: Partial<MicrophoneState & { status: 'live' }> = {}): void => {
    if (state.status !== 'live') return
    const speakingWhileMuted = state.speakingWhileMuted && shownMute() !== null
    setState({ ...state, device: inUse(), devices, mutedBy: shownMute(), speakingWhileMuted, ...change })
  }
  const fail = (reason: MicErrorReason): void => {
    const error = new DeviceError(codes[reason], `The microphone cannot be used: ${reason}.`)
    setState({ status: 'error', reason, error })
  }
  const open = async (): Promise<void> => {
    if (state.status === 'live') return
    if (failWith) return fail(failWith)
    opened++
    setState({
      status: 'live',
      device: inUse(),
      devices,
      mutedBy: shownMute(),
      speakingWhileMuted: false,
      silentSince: null,
    })
  }

  return {
    prepare() {},
    start: open,
    hold() {},
    async stop() {
      setState({ status: 'off' })
    },
    request: open,
    async retry() {
      failWith = undefined
      await open()
    },
    async setDevice(id) {
      if (!devices.some(({ deviceId }) => deviceId === id)) {
        throw new DeviceError('device_overconstrained', `There is no microphone "${id}".`)
      }
      chosen = id
      updateLive()
    },
    setMuted(muted, by = 'user') {
      if (by === 'user' && !muted) mutedBy.system = false
      mutedBy[by] = muted
      updateLive()
    },
    onLevel(listener) {
      const entry = { call: listener }
      levels.add(entry)
      return () => void levels.delete(entry)
    },
    subscribe: (listener) => signals.subscribe(listener),
    get state() {
      return state
    },
    track: null,
    setState,
    fail,
    interrupt: (cause) => setState({ status: 'interrupted', cause }),
    speakWhileMuted: (speaking = true) => updateLive({ speakingWhileMuted: speaking }),
    setDevices(next) {
      devices = next
      updateLive()
    },
    level(rms, bands) {
      for (const { call } of levels) call({ rms, peak: rms, ...(bands ? { bands } : {}) })
    },
    chunk(bytes = new Uint8Array(960)) {
      if (state.status === 'live' && shownMute() === null) signals.emit({ type: 'chunk', bytes })
    },
    get opened() {
      return opened
    },
    get levelListeners() {
      return levels.size
    },
  }
}
