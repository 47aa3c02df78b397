import type { Clock } from '@parley/core'
import {
  createEmitter,
  PlaybackCore,
  type EnginePlayer,
  type EngineSink,
  type Microphone,
  type MicrophoneSignal,
  type Speaker,
  type SpeakerSignal,
  type ToPlayback,
} from './parts.ts'

/** Two ends of a line between threads: what is posted is copied, and arrives later. */
function createLine(): { near: MessagePort; far: MessagePort } {
  const makeEnd = () => ({ onmessage: null as ((event: { data: unknown }) => void) | null, closed: false })
  const [a, b] = [makeEnd(), makeEnd()]
  const portOf = (own: ReturnType<typeof makeEnd>, other: ReturnType<typeof makeEnd>): MessagePort =>
    ({
      set onmessage(listener: typeof own.onmessage) {
        own.onmessage = listener
      },
      postMessage(message: unknown) {
        const copy = structuredClone(message)
        queueMicrotask(() => !own.closed && !other.closed && other.onmessage?.({ data: copy }))
      },
      close() {
        own.closed = true
      },
    }) as unknown as MessagePort
  return { near: portOf(a, b), far: portOf(b, a) }
}

const rate = 24_000
const quantumMs = 20

/** The speaker of a page whose engine feeds the audio thread: the real playback core, rendered by the clock. */
export function createEngineSpeaker(player: EnginePlayer, clock: Clock): { speaker: Speaker; running(): boolean } {
  const signals = createEmitter<SpeakerSignal>()
  const state = { devices: [], deviceId: null, volume: 1, muted: false, blocked: false }
  let cancel: (() => void) | null = null
  player.subscribe((signal) => signals.emit(signal))
  const stopRendering = (): void => {
    cancel?.()
    cancel = null
  }
  const start = (): void => {
    stopRendering()
    const { near, far } = createLine()
    const core = new PlaybackCore(rate, (message) => far.postMessage(message))
    const out = new Float32Array((rate * quantumMs) / 1000)
    let frame = 0
    far.onmessage = ({ data }: MessageEvent<ToPlayback>) => core.handle(data, frame)
    const render = (): void => {
      core.render(out, frame)
      frame += out.length
      cancel = clock.setTimeout(render, quantumMs)
    }
    cancel = clock.setTimeout(render, quantumMs)
    player.attach(near, rate)
  }
  const speaker: Speaker = {
    prepare: () => player.prepare(),
    async start({ codec }) {
      player.start(codec)
      start()
    },
    play: () => player.play(),
    end: () => player.end(),
    flush: () => player.flush(),
    async stop() {
      stopRendering()
      player.stop()
    },
    state,
    subscribe: (listener) => signals.subscribe(listener),
    setDevice: async () => {},
    setVolume() {},
    setMuted() {},
    unlock: async () => {},
    onLevel: () => () => {},
  }
  return { speaker, running: () => cancel !== null }
}

/** The microphone of such a page: its chunks go to the engine, and never through the page. */
export function createEngineMicrophone(sink: EngineSink): {
  microphone: Microphone
  speak(bytes: Uint8Array): void
  live(): boolean
} {
  const signals = createEmitter<MicrophoneSignal>()
  const device = { deviceId: 'built-in', label: 'Built-in microphone', isDefault: true }
  let state: Microphone['state'] = { status: 'off' }
  let far: MessagePort | null = null
  let mutedBy: 'user' | 'system' | null = null
  const setState = (next: Microphone['state']): void => {
    state = next
    signals.emit({ type: 'state', state })
  }
  const goLive = (): void =>
    setState({ status: 'live', device, devices: [device], mutedBy, speakingWhileMuted: false, silentSince: null })
  const open = async (): Promise<void> => {
    if (far) return
    const line = createLine()
    far = line.far
    sink.attach(line.near)
    goLive()
  }
  const microphone: Microphone = {
    prepare() {},
    start: open,
    hold: (held) => sink.hold(held),
    async stop() {
      if (!far) return
      far = null
      sink.stop()
      setState({ status: 'off' })
    },
    request: open,
    retry: open,
    setDevice: async () => {},
    setMuted(muted, by = 'user') {
      mutedBy = muted ? by : null
      if (state.status === 'live') goLive()
    },
    onLevel: () => () => {},
    subscribe: (listener) => signals.subscribe(listener),
    get state() {
      return state
    },
    track: null,
  }
  return {
    microphone,
    speak(bytes) {
      if (mutedBy === null) far?.postMessage({ type: 'chunk', bytes })
    },
    live: () => far !== null,
  }
}
