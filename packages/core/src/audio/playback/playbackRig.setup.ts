import type { AudioCodec } from '../audioPorts.ts'
import { PlaybackCore } from './playbackCore.ts'
import { PlaybackFeed } from './playbackFeed.ts'
import type { FromPlayback, ToPlayback } from './playbackMessages.ts'
import type { UnheardAudio } from './unheardAudio.ts'
import type { PlayerSignal } from './player.ts'

const quantum = 128

/** The feed and the processor's core joined as a port joins them, with a render clock that is moved by hand. */
export interface PlaybackRig {
  readonly feed: PlaybackFeed
  readonly signals: PlayerSignal[]
  /** What left for the loudspeaker. */
  readonly rendered: number[]
  of<T extends PlayerSignal['type']>(type: T): Extract<PlayerSignal, { type: T }>[]
  run(ms: number): void
  /** Says something to the processor that the feed does not say. */
  tell(message: ToPlayback): void
  /** A new context, as after one that died; what the old one had queued is gone with it. */
  attach(sampleRate?: number): void
  /** Frames rendered since the beginning. */
  readonly time: number
}

export function createPlaybackRig(
  options: { codec?: AudioCodec; sampleRate?: number; unheard?: UnheardAudio } = {},
): PlaybackRig {
  const feed = new PlaybackFeed(options.unheard)
  const signals: PlayerSignal[] = []
  const rendered: number[] = []
  let rate = options.sampleRate ?? 24_000
  let core!: PlaybackCore
  let time = 0
  feed.subscribe((signal) => signals.push(signal))
  feed.start(options.codec ?? 'pcm')
  const attach = (sampleRate = rate): void => {
    rate = sampleRate
    const port = {
      onmessage: null as ((event: { data: FromPlayback }) => void) | null,
      postMessage: (message: ToPlayback) => mine.handle(structuredClone(message), time),
      close() {},
    }
    const mine = new PlaybackCore(rate, (data) => port.onmessage?.({ data: structuredClone(data) }))
    core = mine
    feed.attach(port as unknown as MessagePort, rate)
  }
  attach()
  return {
    feed,
    signals,
    rendered,
    of: <T extends PlayerSignal['type']>(type: T) =>
      signals.filter((signal): signal is Extract<PlayerSignal, { type: T }> => signal.type === type),
    run(ms) {
      const out = new Float32Array(quantum)
      for (const end = time + (ms * rate) / 1000; time < end; time += quantum) {
        core.render(out, time)
        for (const value of out) rendered.push(value)
      }
    },
    tell: (message) => core.handle(message, time),
    attach,
    get time() {
      return time
    },
  }
}
