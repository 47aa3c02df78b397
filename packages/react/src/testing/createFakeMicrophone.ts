import {
  DeviceError,
  type Device,
  type ErrorCode,
  type LevelFrame,
  type MicErrorReason,
  type MicrophoneState,
} from '@parley/core'
import type { SessionPorts } from '@parley/core/internal'

type MicrophonePort = NonNullable<SessionPorts['microphone']>
type MicrophoneSignal = Parameters<Parameters<MicrophonePort['subscribe']>[0]>[0]

/** A microphone moved by hand: no device, no permission dialog. */
export interface FakeMicrophone extends MicrophonePort {
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
  /** 20 ms of silence, as the device would deliver it. */
  chunk(bytes?: Uint8Array): void
  /** How often the device was opened. */
  readonly opened: number
  /** How many listen to the level now. */
  readonly levelListeners: number
}

export interface FakeMicrophoneOptions {
  /** Default one, "Built-in microphone". */
  devices?: readonly Device[]
  /** Opening it ends in this error. */
  failWith?: MicErrorReason
}

const codes: Record<MicErrorReason, ErrorCode> = {
  denied: 'microphone_denied',
  'blocked-by-policy': 'microphone_blocked_by_policy',
  'not-found': 'device_not_found',
  'in-use': 'device_busy',
  overconstrained: 'device_overconstrained',
  'insecure-context': 'insecure_context',
  unsupported: 'device_unsupported',
}

export function createFakeMicrophone(options: FakeMicrophoneOptions = {}): FakeMicrophone {
  let devices = options.devices ?? [{ deviceId: 'built-in', label: 'Built-in microphone', isDefault: true }]
  let failWith = options.failWith
  let state: MicrophoneState = { status: 'off' }
  let mutedBy: 'user' | 'system' | null = null
  let deviceId: string | null = null
  let opened = 0
  const signals = new Set<(signal: MicrophoneSignal) => void>()
  const levels = new Set<(frame: LevelFrame) => void>()

  const setState = (next: MicrophoneState): void => {
    state = next
    for (const listener of signals) listener({ type: 'state', state })
  }
  const inUse = (): Device =>
    devices.find((device) => device.deviceId === deviceId) ?? devices[0] ?? { deviceId: '', label: '', isDefault: true }
  const live = (change: Partial<MicrophoneState & { status: 'live' }> = {}): void =>
    setState({
      status: 'live',
      device: inUse(),
      devices,
      mutedBy,
      speakingWhileMuted: false,
      silentSince: null,
      ...change,
    })
  const open = async (): Promise<void> => {
    opened++
    if (failWith) fail(failWith)
    else live()
  }
  const fail = (reason: MicErrorReason): void =>
    setState({
      status: 'error',
      reason,
      error: new DeviceError(codes[reason], `The microphone cannot be used: ${reason}.`),
    })

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
      deviceId = id
      if (state.status === 'live') live()
    },
    setMuted(muted, by = 'user') {
      mutedBy = muted ? by : null
      if (state.status === 'live') live()
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
    track: null,
    setState,
    fail,
    interrupt: (cause) => setState({ status: 'interrupted', cause }),
    speakWhileMuted: (speaking = true) => live({ speakingWhileMuted: speaking }),
    setDevices(next) {
      devices = next
      if (state.status === 'live') live()
    },
    level(rms, bands) {
      for (const listener of levels) listener({ rms, peak: rms, ...(bands ? { bands } : {}) })
    },
    chunk(bytes = new Uint8Array(960)) {
      for (const listener of signals) listener({ type: 'chunk', bytes })
    },
    get opened() {
      return opened
    },
    get levelListeners() {
      return levels.size
    },
  }
}
