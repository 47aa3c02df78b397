import type { RecorderControl } from './audio/audioPorts.ts'
import type { TrackedPlayback } from './audio/playback/playbackTracker.ts'
import { createVirtualSpeaker } from './audio/playback/virtualSpeaker.ts'
import type { MicrophoneOptions } from './audio/capture/createMicrophone.ts'
import type { BrowserMedia } from './browserMedia.ts'
import { systemClock, type Clock } from './clock.ts'
import { credentialsFrom } from './credentials.ts'
import { ConfigError, DeviceError } from './errors.ts'
import { createLazyMedia, lazyTransport } from './lazyMedia.ts'
import type { MediaConfig } from './realtimeRunner.ts'
import type { SessionPorts } from './session/ports.ts'
import { defaultModel } from './settings/buildSessionConfig.ts'
import type { ModelConfig } from './settings/modelConfig.ts'
import type { TransportEnvironment, TransportFactory } from './transport/transport.ts'
import { createWebSocketTransport } from './transport/webSocketTransport.ts'

const defaultUrl = 'https://api.openai.com/v1'

/** The ports of a session on this platform. The only place that knows which there are. */
export function createPlatformPorts(
  model: ModelConfig,
  media: MediaConfig,
  overrides: Partial<SessionPorts>,
  holdBack: boolean,
): { ports: SessionPorts; framesOnly: boolean } {
  const browser = isBrowser()
  const clock = overrides.clock ?? systemClock
  const credentials = credentialsFrom(model, { browser, env: environment })
  const { transport = 'auto' } = model
  const environmentOf = (name: string): TransportEnvironment => ({
    url: model.url ?? defaultUrl,
    model: name || defaultModel,
    clock,
    ...(model.callId === undefined ? {} : { callId: model.callId }),
  })
  const framesOnly = transport !== 'webrtc'
  const { createTransport = transportElsewhere(model), ...audio } = createAudio(browser, model, media, clock, holdBack)
  const ports: SessionPorts = {
    createTransport: (name) => createTransport(environmentOf(name)),
    credentials,
    recorder: noRecorder,
    ...audio,
    clock,
    random: Math.random,
    schedule: browser ? createFrameScheduler() : queueMicrotask,
    network: browser ? browserNetwork : null,
    ...overrides,
  }
  return { ports, framesOnly }
}

function transportElsewhere(model: ModelConfig): TransportFactory {
  const { transport, createWebSocket } = model
  if (typeof transport === 'function') return transport
  // Refused at `connect`, with a reason, where there is no WebRTC.
  if (transport === 'webrtc') return (environment) => lazyTransport(environment, callsElsewhere())
  return (environment) => createWebSocketTransport(environment, createWebSocket ? { createWebSocket } : {})
}

/** Real devices in a page; elsewhere, and where the app plays the audio itself, a speaker that only counts. */
function createAudio(
  browser: boolean,
  model: ModelConfig,
  media: MediaConfig,
  clock: Clock,
  holdBack: boolean,
): Pick<SessionPorts, 'microphone' | 'speaker'> & Partial<Pick<BrowserMedia, 'recorder' | 'createTransport'>> {
  const { mic = browser, speaker = browser, workletUrl } = media
  const virtual = createVirtualSpeaker({ clock, tracker: model.playbackTracker as TrackedPlayback | undefined })
  const plays = speaker && model.playbackTracker === undefined
  if (!browser) {
    if (mic) {
      throw new ConfigError(
        'invalid_option',
        '`media.mic` needs a browser. Elsewhere, capture the audio yourself and give it to `sendAudio`.',
        {
          path: 'media.mic',
        },
      )
    }
    return { microphone: null, speaker: virtual }
  }
  if (!mic && !plays) return { microphone: null, speaker: virtual }
  const constraints = typeof mic === 'object' ? mic : {}
  const own = model.createWebSocket ? transportElsewhere(model) : undefined
  const mediaOptions = {
    clock,
    transport: own ?? model.transport ?? 'auto',
    throughSession: holdBack || !plays,
    workletUrl,
    workerUrl: media.workerUrl,
    mic: constraints as MicrophoneOptions,
  }
  const web = createLazyMedia(async () => (await import('./browserMedia.ts')).createBrowserMedia(mediaOptions))
  return { ...web, microphone: mic ? web.microphone : null, speaker: plays ? web.speaker : virtual }
}

function isBrowser(): boolean {
  return typeof window !== 'undefined' && typeof document !== 'undefined'
}

function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  return process?.env?.[name]
}

/**
 * At most once in 16 ms: at the end of the task that changed something, or by a timer when that was just done. Never by an
 * animation frame: asking for one makes the browser prepare it, though nothing on the page may have changed, and a hidden
 * page gets none at all.
 */
function createFrameScheduler(): (flush: () => void) => void {
  const frameMs = 16
  let last = -frameMs
  return (flush) => {
    const run = (): void => {
      last = performance.now()
      flush()
    }
    const due = last + frameMs - performance.now()
    if (due > 0) setTimeout(run, due)
    else queueMicrotask(run)
  }
}

const browserNetwork: NonNullable<SessionPorts['network']> = {
  get online() {
    return navigator.onLine
  },
  subscribe(listener) {
    const up = (): void => listener(true)
    const down = (): void => listener(false)
    window.addEventListener('online', up)
    window.addEventListener('offline', down)
    return () => {
      window.removeEventListener('online', up)
      window.removeEventListener('offline', down)
    }
  },
}

const callsElsewhere = async (): Promise<{ createTransport: TransportFactory }> => {
  const { createWebRtcTransport } = await import('./transport/webRtcTransport.ts')
  return { createTransport: (environment) => createWebRtcTransport(environment, { media: noMedia }) }
}

const noMedia = { track: () => null, onTrackChange: () => () => {}, play: () => () => {} }

const noRecorder: RecorderControl = {
  recording: false,
  start() {
    throw new DeviceError(
      'device_unsupported',
      'There is nothing to record here: recording needs a browser with Web Audio.',
    )
  },
  stop: () => Promise.reject(new DeviceError('device_unsupported', 'No recording was started.')),
}
