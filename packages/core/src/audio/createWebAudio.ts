import { systemClock, type Clock } from '../clock.ts'
import { AudioHost } from './audioHost.ts'
import type { RecorderControl } from './audioPorts.ts'
import type { DeviceMemory } from './deviceMemory.ts'
import { ChunkFeed, type ChunkSink } from './capture/chunkSink.ts'
import { createMicrophone, type WebMicrophone } from './capture/createMicrophone.ts'
import type { MicOptions } from './capture/acquireMicrophone.ts'
import { createRecorder } from './recording/createRecorder.ts'
import { createSpeaker, type WebSpeaker } from './playback/createSpeaker.ts'
import { PlaybackFeed } from './playback/playbackFeed.ts'
import type { Player } from './playback/player.ts'

export interface WebAudioOptions {
  /** Default: the system's. */
  clock?: Clock
  /** Address of `parley.worklet.js`, where it cannot be found beside the library. */
  workletUrl?: string | undefined
  mic?: MicOptions | undefined
  /** Where the choice of devices is kept. Default: nowhere. */
  memory?: DeviceMemory | undefined
  /** Who feeds the audio thread and takes from it. Default: this thread does. */
  player?: Player
  sink?: ChunkSink
  /** For tests. */
  createContext?: (options: AudioContextOptions) => AudioContext
}

export interface WebAudio {
  readonly microphone: WebMicrophone
  readonly speaker: WebSpeaker
  readonly recorder: RecorderControl
  /** What a call needs: the microphone's track, and where the other side is played. */
  readonly call: {
    track(): MediaStreamTrack | null
    onTrackChange(listener: () => void): () => void
    play(stream: MediaStream): () => void
  }
}

/**
 * Microphone and speaker of a page, in one AudioContext. Nothing is opened before `prepare` or `start`; everything is
 * closed when both were stopped.
 */
export function createWebAudio(options: WebAudioOptions = {}): WebAudio {
  const host = new AudioHost({
    clock: options.clock ?? systemClock,
    workletUrl: options.workletUrl,
    createContext: options.createContext,
  })
  const chunks = new ChunkFeed()
  const microphone = createMicrophone(host, options.sink ?? chunks, options.mic, options.memory)
  chunks.subscribe((bytes) => microphone.deliver(bytes))
  const speaker = createSpeaker(host, options.player ?? new PlaybackFeed(), options.memory)
  // Loudspeakers have neither names nor ids before a microphone was allowed.
  let live = false
  microphone.subscribe(({ type }) => {
    if (type !== 'state' || live === (microphone.state.status === 'live')) return
    live = !live
    if (live) speaker.refreshDevices()
  })
  return {
    microphone,
    speaker,
    recorder: createRecorder(host),
    call: {
      track: () => microphone.track,
      onTrackChange: (listener) => microphone.subscribe((signal) => signal.type === 'state' && listener()),
      play: (stream) => speaker.playStream(stream),
    },
  }
}
