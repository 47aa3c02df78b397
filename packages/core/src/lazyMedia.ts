import type { BrowserMedia } from './browserMedia.ts'
import { createLazyCode } from './lazyCode.ts'
import type { Transport, TransportEnvironment, TransportSignal } from './transport/transport.ts'

/**
 * The page's devices and network as ports that are there at once, while the code behind them is a chunk of its own. It is
 * fetched when a page makes a session, long before anybody presses a button: then `prepare` is as synchronous as it has to be.
 */
export function createLazyMedia(load: () => Promise<BrowserMedia>): BrowserMedia & { fetch(): Promise<unknown> } {
  let wanted = false
  const waiting: ((media: BrowserMedia) => void)[] = []
  const code = createLazyCode(load, (arrived) => {
    for (const run of waiting.splice(0)) run(arrived)
  })

  /** Now where the code is there, else in order once it is. */
  const when = (run: (media: BrowserMedia) => void): void => {
    if (code.now) run(code.now)
    else waiting.push(run)
  }
  const order = (run: (media: BrowserMedia) => void): void => {
    void code.fetch()
    when(run)
  }
  const watch =
    <T>(attach: (media: BrowserMedia, listener: (value: T) => void) => () => void) =>
    (listener: (value: T) => void): (() => void) => {
      let off: (() => void) | null = null
      let over = false
      when((arrived) => {
        if (!over) off = attach(arrived, listener)
      })
      return () => {
        over = true
        off?.()
      }
    }
  const prepare = (run: (media: BrowserMedia) => void): void => {
    wanted = true
    order((arrived) => {
      if (wanted) run(arrived)
    })
  }
  const stop = async (run: (media: BrowserMedia) => Promise<void>): Promise<void> => {
    wanted = false
    if (code.now) await run(code.now)
  }

  return {
    microphone: {
      get state() {
        return code.now?.microphone.state ?? { status: 'off' }
      },
      get track() {
        return code.now?.microphone.track ?? null
      },
      prepare: () => prepare((arrived) => arrived.microphone.prepare()),
      start: async (options) => (await code.fetch()).microphone.start(options),
      hold: (held) => order((arrived) => arrived.microphone.hold(held)),
      stop: () => stop((arrived) => arrived.microphone.stop()),
      request: async () => (await code.fetch()).microphone.request(),
      retry: async () => (await code.fetch()).microphone.retry(),
      setDevice: async (id) => (await code.fetch()).microphone.setDevice(id),
      setMuted: (muted, by) => order((arrived) => arrived.microphone.setMuted(muted, by)),
      onLevel: watch((arrived, listener) => arrived.microphone.onLevel(listener)),
      subscribe: watch((arrived, listener) => arrived.microphone.subscribe(listener)),
    },
    speaker: {
      get state() {
        return code.now?.speaker.state ?? { devices: [], deviceId: null, volume: 1, muted: false, blocked: false }
      },
      prepare: () => prepare((arrived) => arrived.speaker.prepare()),
      start: async (options) => (await code.fetch()).speaker.start(options),
      play: (chunk) => when((arrived) => arrived.speaker.play(chunk)),
      end: (itemId, contentIndex) => when((arrived) => arrived.speaker.end(itemId, contentIndex)),
      flush: () => when((arrived) => arrived.speaker.flush()),
      stop: () => stop((arrived) => arrived.speaker.stop()),
      setDevice: async (id) => (await code.fetch()).speaker.setDevice(id),
      setVolume: (volume) => order((arrived) => arrived.speaker.setVolume(volume)),
      setMuted: (muted) => order((arrived) => arrived.speaker.setMuted(muted)),
      unlock: async () => (await code.fetch()).speaker.unlock(),
      onLevel: watch((arrived, listener) => arrived.speaker.onLevel(listener)),
      subscribe: watch((arrived, listener) => arrived.speaker.subscribe(listener)),
    },
    recorder: {
      get recording() {
        return code.now?.recorder.recording ?? false
      },
      start: (options) => order((arrived) => arrived.recorder.start(options)),
      stop: async () => (await code.fetch()).recorder.stop(),
    },
    createTransport: (environment) => lazyTransport(environment, code.fetch),
    fetch: code.fetch,
  }
}

/** A transport whose code may still be on its way: connecting waits for it. */
export function lazyTransport(
  environment: TransportEnvironment,
  load: () => Promise<Pick<BrowserMedia, 'createTransport'>>,
): Transport {
  /** Who listened before there was anything to listen to. */
  const early = new Set<(signal: TransportSignal) => void>()
  let real: (Transport & { fallback?: boolean }) | null = null
  let forward: boolean | null = null
  return {
    get kind() {
      return real?.kind ?? ''
    },
    get audio() {
      return real?.audio ?? 'frames'
    },
    get fallback() {
      return real?.fallback ?? false
    },
    async connect(options) {
      real ??= (await load()).createTransport(environment)
      options.signal.throwIfAborted()
      for (const listener of early) real.subscribe(listener)
      early.clear()
      if (forward !== null) real.forwardAudio?.(forward)
      await real.connect(options)
    },
    send: (event) => real?.send(event),
    sendAudio: (bytes) => real?.sendAudio(bytes),
    forwardAudio(wanted) {
      forward = wanted
      real?.forwardAudio?.(wanted)
    },
    close: async () => real?.close(),
    subscribe(listener) {
      if (real) return real.subscribe(listener)
      let gone = false
      const own = (signal: TransportSignal): void => {
        if (!gone) listener(signal)
      }
      early.add(own)
      return () => {
        gone = true
        early.delete(own)
      }
    },
  } as Transport & { fallback: boolean }
}
