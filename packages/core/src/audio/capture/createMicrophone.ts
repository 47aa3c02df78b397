import { createEmitter } from '../../emitter.ts'
import { isRealtimeError } from '../../errors.ts'
import type { AudioHost } from '../audioHost.ts'
import type { AudioCodec, Device, Microphone, MicrophoneSignal, MicrophoneState } from '../audioPorts.ts'
import type { DeviceMemory } from '../deviceMemory.ts'
import { listDevices, watchDevices } from '../devices.ts'
import { LevelEmitter } from '../levelEmitter.ts'
import { acquireMicrophone, microphonePermission, type MicOptions } from './acquireMicrophone.ts'
import type { FromCapture } from './captureMessages.ts'
import type { ChunkSink } from './chunkSink.ts'
import { HeldStream, stopTracks } from './heldStream.ts'
import { micError } from './micErrors.ts'
import { MicSource } from './micSource.ts'

export interface WebMicrophone extends Microphone {
  /** Tells a chunk to whoever listens: for a sink that keeps chunks in this thread. */
  deliver(bytes: Uint8Array): void
  readonly track: MediaStreamTrack | null
}

/** The user's microphone, or the app's stream, through the capture worklet of the shared context. */
export function createMicrophone(
  host: AudioHost,
  sink: ChunkSink,
  options: MicOptions = {},
  memory: DeviceMemory | null = null,
): WebMicrophone {
  return new BrowserMicrophone(host, sink, options, memory)
}

class BrowserMicrophone implements WebMicrophone {
  #host: AudioHost
  #options: MicOptions
  #signals = createEmitter<MicrophoneSignal>()
  #levels = new LevelEmitter((on) => this.#source?.send({ type: 'meter', on }))
  #state: MicrophoneState = { status: 'off' }
  #mutedBy = { user: false, system: false }
  #held: HeldStream | null = null
  #ownStream: boolean
  #acquiring: Promise<void> | null = null
  #source: MicSource | null = null
  #codec: AudioCodec | null = null
  #sink: ChunkSink
  #memory: DeviceMemory | null
  #chosen: { id: string; exact: boolean } | null
  #stopListening: (() => void)[] = []
  /** Changes with every stop, so that what is still under way leaves nothing behind. */
  #run = 0

  constructor(host: AudioHost, sink: ChunkSink, options: MicOptions, memory: DeviceMemory | null) {
    this.#host = host
    this.#memory = memory
    this.#sink = sink
    this.#options = options
    this.#ownStream = options.stream === undefined
    // The app's word counts more than what was chosen last time. A device that is gone is no reason for having none.
    const id = options.deviceId ?? memory?.get('microphone') ?? null
    this.#chosen = id === null ? null : { id, exact: false }
  }

  get state(): MicrophoneState {
    return this.#state
  }

  get track(): MediaStreamTrack | null {
    return this.#held?.outgoing(this.#muted) ?? null
  }

  prepare(): void {
    this.#host.prepare(this)
    void this.#acquire()
  }

  async start({ codec, signal }: { codec: AudioCodec; signal: AbortSignal }): Promise<void> {
    const run = this.#run
    if (signal.aborted) return
    signal.addEventListener('abort', () => run === this.#run && void this.stop(), { once: true })
    if (codec !== this.#codec) this.#closeSource()
    this.#codec = codec
    await this.request()
  }

  async request(): Promise<void> {
    if (this.#state.status === 'live' && this.#source) return
    await this.#acquire()
    if (this.#held && this.#codec !== null) await this.#connect()
  }

  async retry(): Promise<void> {
    await this.request()
  }

  async setDevice(id: string): Promise<void> {
    const before = this.#chosen
    const chosen = { id, exact: id !== 'default' }
    this.#chosen = chosen
    if (!this.#ownStream) return
    if (this.#state.status === 'off') return this.#memory?.set('microphone', id)
    const run = this.#run
    try {
      const stream = await acquireMicrophone(this.#options, chosen)
      // Whichever was chosen last counts, not the one that took longest.
      if (run !== this.#run || chosen !== this.#chosen) return stopTracks(stream)
      await this.#use(stream)
    } catch (cause) {
      // The microphone in use goes on; only the change did not happen.
      if (chosen === this.#chosen) this.#chosen = before
      throw micError(cause).error
    }
    this.#memory?.set('microphone', id)
  }

  setMuted(muted: boolean, by: 'user' | 'system' = 'user'): void {
    // What the user turns on again is on, whoever turned it off.
    if (by === 'user' && !muted) this.#mutedBy.system = false
    this.#mutedBy[by] = muted
    this.#applyMute()
    this.#updateLive({})
  }

  hold(held: boolean): void {
    this.#sink.hold(held)
  }

  async stop(): Promise<void> {
    this.#run++
    for (const stop of this.#stopListening.splice(0)) stop()
    this.#closeSource()
    this.#held?.release()
    this.#held = null
    this.#sink.stop()
    this.#codec = null
    this.#acquiring = null
    this.#set({ status: 'off' })
    await this.#host.release(this)
  }

  onLevel(fn: (frame: { readonly rms: number; readonly peak: number }) => void): () => void {
    return this.#levels.subscribe(fn)
  }

  deliver(bytes: Uint8Array): void {
    this.#signals.emit({ type: 'chunk', bytes })
  }

  subscribe(listener: (signal: MicrophoneSignal) => void): () => void {
    return this.#signals.subscribe(listener)
  }

  get #muted(): boolean {
    return this.#mutedBy.user || this.#mutedBy.system
  }

  /** Gets the stream, once for everybody who asks meanwhile. Never rejects: the state says why there is none. */
  #acquire(): Promise<void> {
    if (this.#held?.alive) return Promise.resolve()
    this.#acquiring ??= this.#acquireOnce(this.#run)
    return this.#acquiring
  }

  async #acquireOnce(run: number): Promise<void> {
    this.#listen()
    try {
      const asked = this.#ownStream
        ? acquireMicrophone(this.#options, this.#chosen)
        : Promise.resolve(this.#options.stream as MediaStream)
      // It may fail while the permission is being looked up.
      asked.catch(() => {})
      // A device that takes over for a lost one is no new question to the user.
      if (this.#ownStream && this.#state.status !== 'interrupted') {
        this.#set({ status: 'requesting' })
        const permission = await microphonePermission()
        if (run === this.#run && permission === 'prompt' && !this.#held) this.#set({ status: 'prompt' })
      }
      const stream = await asked
      if (run !== this.#run) {
        if (this.#ownStream) stopTracks(stream)
        return
      }
      await this.#use(stream)
    } catch (cause) {
      if (run === this.#run) this.#fail(cause)
    } finally {
      if (run === this.#run) this.#acquiring = null
    }
  }

  async #use(stream: MediaStream): Promise<void> {
    const old = this.#held
    const held = new HeldStream(stream, this.#ownStream, {
      ended: () => void this.#lost(),
      changed: () => this.#updateLive({}),
    })
    this.#held = held
    // Sound first: asking for the list of devices takes longer than all the rest.
    old?.retire()
    const release = (): void => old?.release()
    if (this.#source) this.#feed(this.#source, stream, release)
    else {
      release()
      if (this.#codec !== null) void this.#connect()
    }
    await this.#becomeLive(held)
  }

  async #becomeLive(held: HeldStream): Promise<void> {
    const devices = await listDevices('audioinput')
    if (held !== this.#held) return
    // Without the ids of devices, which are nobody's business.
    const { sampleRate, echoCancellation, noiseSuppression, autoGainControl } = held.track.getSettings()
    this.#set({
      status: 'live',
      device: deviceOf(held.track, devices),
      devices,
      processing: { sampleRate, echoCancellation, noiseSuppression, autoGainControl },
      mutedBy: this.#shownMute(held.track),
      speakingWhileMuted: false,
      silentSince: null,
    })
  }

  async #connect(): Promise<void> {
    const run = this.#run
    try {
      const context = await this.#host.open(this)
      if (run !== this.#run || this.#source) return
      this.#openSource(context)
    } catch (error) {
      if (run !== this.#run) return
      if (isRealtimeError(error)) this.#set({ status: 'error', reason: 'unsupported', error })
      else this.#fail(error)
    }
  }

  #openSource(context: AudioContext): void {
    if (!this.#held || this.#codec === null) return
    const options = { codec: this.#codec, muted: this.#muted }
    const source = new MicSource(
      context,
      options,
      (message) => source === this.#source && this.#heard(message),
      this.#host.recording,
    )
    this.#source = source
    this.#sink.attach(source.openPort())
    if (this.#levels.listening) source.send({ type: 'meter', on: true })
    this.#feed(source, this.#held.stream)
  }

  #feed(source: MicSource, stream: MediaStream, onFaded?: () => void): void {
    try {
      source.feed(stream, onFaded)
    } catch (error) {
      onFaded?.()
      // Some browsers do not bring a microphone to another rate: the context takes the device's own then.
      if ((error as { name?: string }).name !== 'NotSupportedError' || source.context.sampleRate !== 24_000) throw error
      void this.#host.rebuild({ nativeRate: true }).catch((cause: unknown) => this.#fail(cause))
    }
  }

  #heard(message: FromCapture): void {
    switch (message.type) {
      case 'level':
        this.#levels.emit(message.rms, message.peak)
        break
      case 'speaking':
        this.#host.busy[message.speaking ? 'add' : 'delete'](this)
        this.#updateLive({ speakingWhileMuted: message.speaking && this.#muted })
        break
      case 'silent':
        this.#updateLive({ silentSince: message.silent ? this.#host.clock.now() - message.ms : null })
        break
    }
  }

  /** The device was unplugged, or its permission taken away. Another one takes over where there is one. */
  async #lost(): Promise<void> {
    this.#set({ status: 'interrupted', cause: 'device-removed' })
    this.#held?.release()
    this.#held = null
    if (!this.#ownStream) return
    // It is taken again where it is there, and missed where it is not.
    if (this.#chosen) this.#chosen.exact = false
    await this.#acquire()
  }

  #listen(): void {
    if (this.#stopListening.length > 0) return
    this.#stopListening.push(
      watchDevices(() => void this.#devicesChanged()),
      this.#host.subscribe((signal) => {
        if (signal.type === 'rebuilt' && this.#source) {
          this.#closeSource()
          this.#openSource(signal.context)
        } else if (signal.type === 'state') {
          if (signal.interrupted && this.#state.status === 'live') this.#set({ status: 'interrupted', cause: 'os' })
          if (signal.running && this.#state.status === 'interrupted' && this.#held) void this.#becomeLive(this.#held)
        }
      }),
    )
  }

  async #devicesChanged(): Promise<void> {
    const { status } = this.#state
    const waiting = status === 'interrupted' || (status === 'error' && /not-found|in-use/.test(this.#state.reason))
    if (waiting && !this.#held) await this.request()
    else this.#updateLive({ devices: await listDevices('audioinput') })
  }

  #applyMute(): void {
    this.#source?.send({ type: 'mute', muted: this.#muted })
    this.#held?.setMuted(this.#muted)
  }

  #shownMute(track: MediaStreamTrack): 'user' | 'system' | null {
    if (this.#mutedBy.user) return 'user'
    return this.#mutedBy.system || track.muted ? 'system' : null
  }

  #updateLive(
    change: Partial<{ devices: readonly Device[]; speakingWhileMuted: boolean; silentSince: number | null }>,
  ): void {
    const state = this.#state
    const track = this.#held?.track
    if (state.status !== 'live' || !track) return
    const next = { ...state, ...change, mutedBy: this.#shownMute(track) }
    if (!this.#muted) next.speakingWhileMuted = false
    next.device = deviceOf(track, next.devices)
    this.#set(next)
  }

  #fail(cause: unknown): void {
    this.#set({ status: 'error', ...micError(cause) })
  }

  #closeSource(): void {
    this.#source?.close()
    this.#source = null
    this.#levels.rest()
  }

  #set(state: MicrophoneState): void {
    this.#state = state
    this.#signals.emit({ type: 'state', state })
  }
}

function deviceOf(track: MediaStreamTrack, devices: readonly Device[]): Device {
  const { deviceId = '' } = track.getSettings()
  return devices.find((device) => device.deviceId === deviceId) ?? { deviceId, label: track.label, isDefault: false }
}
