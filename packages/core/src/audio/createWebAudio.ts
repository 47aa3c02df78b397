import { systemClock, type Clock } from '../clock.ts'
import { AudioHost } from './audioHost.ts'
import type { Speaker } from './audioPorts.ts'
import { createMicrophone, type MicrophoneOptions, type WebMicrophone } from './capture/createMicrophone.ts'
import { createSpeaker } from './playback/createSpeaker.ts'

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
  readonly speaker: Speaker
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
  return { microphone: createMicrophone(host, options.mic), speaker: createSpeaker(host) }
}
