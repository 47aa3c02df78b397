import { createEmitter } from '../../emitter.ts'
import { isRealtimeError } from '../../errors.ts'
import type { AudioHost } from '../audioHost.ts'
import type { AudioCodec, PlaybackPosition, Speaker, SpeakerSignal, SpeakerState } from '../audioPorts.ts'
import { listDevices, watchDevices } from '../devices.ts'
import { LevelEmitter } from '../levelEmitter.ts'
import { CallOutput } from './callOutput.ts'
import { PlaybackOutput } from './playbackOutput.ts'
import type { PartHeard } from './playbackLedger.ts'
import type { FromPlayback } from './playbackMessages.ts'
import { UnheardAudio } from './unheardAudio.ts'

/** Plays what a session hands it through the worklet of the shared context, and tells how far each item was heard. */
export function createSpeaker(host: AudioHost): WebSpeaker {
  return new BrowserSpeaker(host)
}

export interface WebSpeaker extends Speaker {
  /** Plays the other side of a call, under the same volume, mute, device and level. Returns how to stop. */
  playStream(stream: MediaStream): () => void
}

class BrowserSpeaker implements WebSpeaker {
  #host: AudioHost
  #signals = createEmitter<SpeakerSignal>()
  #state: SpeakerState = { devices: [], deviceId: null, volume: 1, muted: false, blocked: false }
  #codec: AudioCodec = 'pcm'
  #unheard = new UnheardAudio()
  #position: PlaybackPosition | null = null
  #generation = 0
  #output: PlaybackOutput | null = null
  #calls = new Set<CallOutput>()
  #levels = new LevelEmitter((on) => {
    this.#output?.send({ type: 'meter', on })
    for (const call of this.#calls) call.meter(on)
  })
  #stopListening: (() => void)[] = []
  /** Changes with every start and stop, so that a start that is overtaken leaves nothing behind. */
  #run = 0

  constructor(host: AudioHost) {
    this.#host = host
  }

  get state(): SpeakerState {
    return this.#state
  }

  prepare(): void {
    this.#host.prepare(this)
  }

  async start({ codec, signal }: { codec: AudioCodec; signal: AbortSignal }): Promise<void> {
    const run = ++this.#run
    this.#codec = codec
    this.#closeOutput()
    this.#listen()
    signal.addEventListener('abort', () => run === this.#run && void this.stop(), { once: true })
    const context = await this.#host.open(this)
    if (run !== this.#run) return
    this.#openOutput(context)
    this.#updateBlocked()
    void this.#updateDevices()
  }

  play({ itemId, contentIndex, bytes }: { itemId: string; contentIndex: number; bytes: Uint8Array }): void {
    this.#unheard.add(itemId, contentIndex, bytes)
    this.#output?.play(this.#generation, itemId, contentIndex, bytes)
  }

  end(itemId: string, contentIndex: number): void {
    this.#unheard.end(itemId, contentIndex)
    this.#output?.end(this.#generation, itemId, contentIndex)
  }

  flush(): void {
    const generation = ++this.#generation
    if (this.#output) this.#output.send({ type: 'flush', generation })
    else
      this.#flushed(
        generation,
        [...this.#unheard.parts].map((part) => ({ ...part, frames: 0 })),
      )
  }

  playStream(stream: MediaStream): () => void {
    const call = new CallOutput({
      stream,
      settings: this.#state,
      context: this.#host.open(this),
      onLevel: (rms, peak) => this.#levels.emit(rms, peak),
      onBlocked: () => this.#set({ blocked: true }),
    })
    this.#calls.add(call)
    if (this.#levels.listening) call.meter(true)
    return () => {
      this.#calls.delete(call)
      call.close()
    }
  }

  async stop(): Promise<void> {
    this.#run++
    for (const call of this.#calls) call.close()
    this.#calls.clear()
    for (const stop of this.#stopListening.splice(0)) stop()
    this.#closeOutput()
    this.#unheard.clear()
    this.#position = null
    await this.#host.release(this)
  }

  async setDevice(id: string): Promise<void> {
    await this.#output?.route.setDevice(id)
    for (const call of this.#calls) await call.setDevice(id)
    this.#set({ deviceId: id })
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
        else if (this.#output) this.#rebuild(signal.context)
      }),
    )
  }

  #openOutput(context: AudioContext): void {
    const output = new PlaybackOutput({
      context,
      clock: this.#host.clock,
      codec: this.#codec,
      settings: this.#state,
      onMessage: (message) => {
        if (output === this.#output) this.#heard(message, context.sampleRate)
      },
    })
    this.#output = output
    if (this.#levels.listening) output.send({ type: 'meter', on: true })
    for (const part of this.#unheard.parts) {
      for (const bytes of part.chunks) output.play(this.#generation, part.itemId, part.contentIndex, bytes)
      if (part.ended) output.end(this.#generation, part.itemId, part.contentIndex)
    }
    const { deviceId } = this.#state
    if (deviceId !== null && deviceId !== 'default') {
      output.route.setDevice(deviceId).catch((error: unknown) => this.#report(error))
    }
  }

  #closeOutput(): void {
    this.#output?.close()
    this.#output = null
  }

  /** Goes on in a new context where the old one was heard last. */
  #rebuild(context: AudioContext): void {
    const at = this.#position
    if (at) this.#unheard.cut(at.itemId, at.contentIndex, at.heardMs, this.#codec === 'pcm' ? 48 : 8)
    this.#closeOutput()
    this.#openOutput(context)
  }

  #heard(message: FromPlayback, sampleRate: number): void {
    const position = ({ itemId, contentIndex, frames }: PartHeard): PlaybackPosition => {
      const before = this.#unheard.heardBeforeMs(itemId, contentIndex)
      return { itemId, contentIndex, heardMs: before + Math.floor((frames * 1000) / sampleRate) }
    }
    switch (message.type) {
      case 'started':
        this.#signals.emit({ type: 'started', itemId: message.itemId, contentIndex: message.contentIndex })
        break
      case 'position':
        this.#position = position(message)
        this.#output?.updateLatency()
        this.#signals.emit({ type: 'position', ...this.#position })
        break
      case 'drained': {
        const at = position(message)
        this.#unheard.remove(at.itemId, at.contentIndex)
        this.#position = null
        this.#signals.emit({ type: 'drained', ...at })
        break
      }
      case 'flushed':
        this.#flushed(message.generation, message.items, position)
        break
      case 'underrun':
        this.#signals.emit({ type: 'underrun', ms: Math.round((message.frames * 1000) / sampleRate) })
        break
      case 'level':
        this.#levels.emit(message.rms, message.peak)
        break
    }
  }

  #flushed(
    generation: number,
    items: PartHeard[],
    position: (part: PartHeard) => PlaybackPosition = (part) => ({
      itemId: part.itemId,
      contentIndex: part.contentIndex,
      heardMs: 0,
    }),
  ): void {
    const positions = items.map(position)
    for (const { itemId, contentIndex } of positions) this.#unheard.remove(itemId, contentIndex)
    this.#position = null
    this.#signals.emit({ type: 'flushed', generation, items: positions })
  }

  #updateBlocked(): void {
    if (this.#host.blocked !== this.#state.blocked) this.#set({ blocked: this.#host.blocked })
  }

  async #updateDevices(): Promise<void> {
    const devices = await listDevices('audiooutput')
    this.#set({ devices })
    const { deviceId } = this.#state
    // The chosen loudspeaker was taken away: sound goes on at the default one.
    if (deviceId !== null && devices.length > 0 && !devices.some((device) => device.deviceId === deviceId)) {
      await this.setDevice('default').catch((error: unknown) => this.#report(error))
    }
  }

  #report(error: unknown): void {
    if (isRealtimeError(error)) this.#signals.emit({ type: 'error', error })
  }

  #set(change: Partial<SpeakerState>): void {
    this.#state = { ...this.#state, ...change }
    this.#signals.emit({ type: 'state', state: this.#state })
  }
}
