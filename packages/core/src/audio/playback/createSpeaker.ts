import { createEmitter } from '../../emitter.ts'
import { isRealtimeError } from '../../errors.ts'
import type { AudioHost } from '../audioHost.ts'
import type { Speaker, SpeakerSignal, SpeakerState } from '../audioPorts.ts'
import type { DeviceMemory } from '../deviceMemory.ts'
import { listDevices, watchDevices } from '../devices.ts'
import { LevelEmitter } from '../levelEmitter.ts'
import { CallOutput } from './callOutput.ts'
import type { Player, PlayerSignal } from './player.ts'
import { PlaybackOutput } from './playbackOutput.ts'

/** Plays what a session hands it through the worklet of the shared context, and tells how far each item was heard. */
export function createSpeaker(host: AudioHost, player: Player, memory: DeviceMemory | null = null): WebSpeaker {
  return new BrowserSpeaker(host, player, memory)
}

export interface WebSpeaker extends Speaker {
  /** What loudspeakers there are may have changed without the browser saying so. */
  refreshDevices(): void
  /** Plays the other side of a call, under the same volume, mute, device and level. Returns how to stop. */
  playStream(stream: MediaStream): () => void
}

class BrowserSpeaker implements WebSpeaker {
  #host: AudioHost
  #signals = createEmitter<SpeakerSignal>()
  #state: SpeakerState = { devices: [], deviceId: null, volume: 1, muted: false, blocked: false }
  #player: Player
  #memory: DeviceMemory | null
  /** Chosen in this session or an earlier one; it may be unplugged now, or not allowed yet. */
  #wanted: string | null
  #output: PlaybackOutput | null = null
  #calls = new Set<CallOutput>()
  #levels = new LevelEmitter((on) => {
    this.#output?.send({ type: 'meter', on })
    for (const call of this.#calls) call.meter(on)
  })
  #stopListening: (() => void)[] = []
  #stopRecording = (): void => {}
  /** Changes with every start and stop, so that a start that is overtaken leaves nothing behind. */
  #run = 0

  constructor(host: AudioHost, player: Player, memory: DeviceMemory | null) {
    this.#host = host
    this.#memory = memory
    this.#wanted = memory?.get('speaker') ?? null
    this.#player = player
    player.subscribe((signal) => this.#heard(signal))
  }

  get state(): SpeakerState {
    return this.#state
  }

  prepare(): void {
    this.#host.prepare(this)
    this.#player.prepare?.()
  }

  async start({ codec, signal }: Parameters<Speaker['start']>[0]): Promise<void> {
    const run = ++this.#run
    this.#player.start(codec)
    this.#closeOutput()
    this.#listen()
    signal.addEventListener('abort', () => run === this.#run && void this.stop(), { once: true })
    const context = await this.#host.open(this)
    if (run !== this.#run) return
    this.#openOutput(context)
    this.#updateBlocked()
    void this.#updateDevices()
  }

  play(chunk: Parameters<Speaker['play']>[0]): void {
    this.#player.play(chunk)
  }

  end(itemId: string, contentIndex: number): void {
    this.#player.end(itemId, contentIndex)
  }

  flush(): void {
    this.#player.flush()
  }

  playStream(stream: MediaStream): () => void {
    const call = new CallOutput({
      stream,
      settings: this.#state,
      recording: this.#host.recording,
      onLevel: (rms, peak) => this.#levels.emit(rms, peak),
      onBlocked: () => this.#set({ blocked: true }),
    })
    this.#calls.add(call)
    if (this.#levels.listening) call.meter(true)
    this.#host.open(this).then(
      (context) => context === this.#host.context && call.attach(context),
      () => {},
    )
    return () => {
      this.#calls.delete(call)
      call.close()
      this.#levels.rest()
    }
  }

  async stop(): Promise<void> {
    this.#run++
    for (const call of this.#calls) call.close()
    this.#calls.clear()
    for (const stop of this.#stopListening.splice(0)) stop()
    this.#closeOutput()
    this.#player.stop()
    await this.#host.release(this)
  }

  async setDevice(id: string): Promise<void> {
    await this.#route(id)
    this.#wanted = id
    this.#memory?.set('speaker', id)
  }

  refreshDevices(): void {
    void this.#updateDevices()
  }

  setVolume(volume: number): void {
    const next = Math.min(1, Math.max(0, Number.isFinite(volume) ? volume : 1))
    this.#output?.route.setVolume(next)
    this.#set({ volume: next })
    for (const call of this.#calls) call.apply(this.#state)
  }

  setMuted(muted: boolean): void {
    this.#output?.route.setMuted(muted)
    this.#set({ muted })
    for (const call of this.#calls) call.apply(this.#state)
  }

  async unlock(): Promise<void> {
    const calls = Array.from(this.#calls, (call) => call.unlock())
    await this.#host.unlock()
    await Promise.all(calls)
    this.#updateBlocked()
  }

  onLevel(fn: (frame: { readonly rms: number; readonly peak: number }) => void): () => void {
    return this.#levels.subscribe(fn)
  }

  subscribe(listener: (signal: SpeakerSignal) => void): () => void {
    return this.#signals.subscribe(listener)
  }

  #listen(): void {
    if (this.#stopListening.length > 0) return
    this.#stopListening.push(
      watchDevices(() => void this.#updateDevices()),
      this.#host.subscribe((signal) => {
        if (signal.type === 'state') this.#updateBlocked()
        else if (signal.type === 'stalled') this.#player.stalled(signal)
        else {
          if (this.#output) this.#openOutput(signal.context)
          for (const call of this.#calls) call.attach(signal.context)
        }
      }),
    )
  }

  #openOutput(context: AudioContext): void {
    this.#closeOutput()
    const output = new PlaybackOutput({
      context,
      clock: this.#host.clock,
      settings: this.#state,
      onLevel: (rms, peak) => this.#levels.emit(rms, peak),
    })
    this.#output = output
    if (this.#levels.listening) output.send({ type: 'meter', on: true })
    this.#player.attach(output.openPort(), context.sampleRate)
    this.#stopRecording = this.#host.recording.add('agent', output.sound)
    const { deviceId } = this.#state
    if (deviceId !== null && deviceId !== 'default') {
      output.route.setDevice(deviceId).catch((error: unknown) => this.#report(error))
    }
  }

  #closeOutput(): void {
    this.#stopRecording()
    this.#output?.close()
    this.#output = null
    this.#levels.rest()
  }

  #heard(signal: PlayerSignal): void {
    const sounding = signal.type === 'position'
    if (sounding) this.#output?.updateLatency()
    this.#host.busy[sounding || signal.type === 'started' ? 'add' : 'delete'](this)
    this.#signals.emit(signal)
  }

  #updateBlocked(): void {
    if (this.#host.blocked !== this.#state.blocked) this.#set({ blocked: this.#host.blocked })
  }

  async #updateDevices(): Promise<void> {
    const devices = await listDevices('audiooutput')
    this.#set({ devices })
    if (!this.#output || devices.length === 0) return
    const { deviceId } = this.#state
    const there = (id: string): boolean => devices.some((device) => device.deviceId === id)
    try {
      // The chosen loudspeaker is there, maybe again; or it was taken away, and sound goes on at the default one.
      if (this.#wanted !== null && this.#wanted !== deviceId && there(this.#wanted)) await this.#route(this.#wanted)
      else if (deviceId !== null && !there(deviceId)) await this.#route('default')
    } catch (error) {
      this.#report(error)
    }
  }

  async #route(id: string): Promise<void> {
    await this.#output?.route.setDevice(id)
    for (const call of this.#calls) await call.setDevice(id)
    this.#set({ deviceId: id })
  }

  #report(error: unknown): void {
    if (isRealtimeError(error)) this.#signals.emit({ type: 'error', error })
  }

  #set(change: Partial<SpeakerState>): void {
    this.#state = { ...this.#state, ...change }
    this.#signals.emit({ type: 'state', state: this.#state })
  }
}
