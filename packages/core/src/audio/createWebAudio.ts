import { systemClock, type Clock } from '../clock.ts'
import { AudioHost } from './audioHost.ts'
import { createMicrophone, type MicrophoneOptions, type WebMicrophone } from './capture/createMicrophone.ts'
import { createSpeaker, type WebSpeaker } from './playback/createSpeaker.ts'

export interface WebAudioOptions {
  /** Default: the system's. */
  clock?: Clock
  /** Address of `parley.worklet.js`, where it cannot be found beside the library. */
  workletUrl?: string | undefined
  mic?: MicrophoneOptions | undefined
  /** For tests. */
  createContext?: (options: AudioContextOptions) => AudioContext
}

export interface WebAudio {
  readonly microphone: WebMicrophone
  readonly speaker: WebSpeaker
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
  const microphone = createMicrophone(host, options.mic)
  const speaker = createSpeaker(host)
  return {
    microphone,
    speaker,
    call: {
      track: () => microphone.track,
      onTrackChange: (listener) => microphone.subscribe((signal) => signal.type === 'state' && listener()),
      play: (stream) => speaker.playStream(stream),
    },
  }
}
