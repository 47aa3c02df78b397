import type { Microphone, RecorderControl, Speaker } from './audio/audioPorts.ts'
import { createWebAudio, type WebAudio } from './audio/createWebAudio.ts'
import type { TrackedPlayback } from './audio/playback/playbackTracker.ts'
import { createVirtualSpeaker } from './audio/playback/virtualSpeaker.ts'
import type { MicOptions } from './audio/capture/acquireMicrophone.ts'
import { siteDeviceMemory } from './audio/deviceMemory.ts'
import type { Clock } from './clock.ts'
import { createEngine } from './engine/createEngine.ts'
import { createAutoTransport } from './transport/autoTransport.ts'
import type { CreateWebSocket } from './transport/socket.ts'
import type { TransportFactory } from './transport/transport.ts'
import { createWebRtcTransport } from './transport/webRtcTransport.ts'
import { createWebSocketTransport } from './transport/webSocketTransport.ts'

/** What of a session's ports is made of the page's own devices and network. */
export interface BrowserMedia {
  microphone: Microphone
  speaker: Speaker
  recorder: RecorderControl
  createTransport: TransportFactory
}

/** How long a call may take to connect before the socket is tried: a network without media must not cost half a minute. */
const callTimeoutMs = 8000

/**
 * Microphone, speaker and transport of a page. `throughSession`: the audio has to pass through the session, because somebody
 * there holds it back or plays it; otherwise it goes between the audio thread and the engine's worker.
 */
export function createBrowserMedia(options: BrowserMediaOptions): BrowserMedia {
  const made = createPageMedia(options)
  return options.plays ? made : { ...made, speaker: createVirtualSpeaker(options) }
}

export interface BrowserMediaOptions {
  clock: Clock
  transport: 'webrtc' | 'websocket' | 'auto' | TransportFactory
  /** Opens the socket in place of the platform's own WebSocket; the audio then passes through the session. */
  createWebSocket: CreateWebSocket | undefined
  throughSession: boolean
  /** False: the app plays the audio itself, or nobody does; the speaker only counts. */
  plays: boolean
  tracker: TrackedPlayback | undefined
  workletUrl: string | undefined
  workerUrl: string | undefined
  mic: MicOptions
}

function createPageMedia(options: BrowserMediaOptions): BrowserMedia {
  const { clock, transport, throughSession, workletUrl, workerUrl, mic } = options
  const createWebSocket = transport === 'webrtc' ? undefined : options.createWebSocket
  const audioOptions = { clock, workletUrl, mic, memory: siteDeviceMemory }
  if (typeof transport === 'function' || createWebSocket || throughSession) {
    const audio = createWebAudio(audioOptions)
    return media(
      audio,
      typeof transport === 'function'
        ? transport
        : (environment) => createWebSocketTransport(environment, createWebSocket ? { createWebSocket } : {}),
    )
  }
  const engine = createEngine({ ...audioOptions, workerUrl })
  const socket = engine.createTransport
  const call: TransportFactory = (environment) => createWebRtcTransport(environment, { media: engine.call })
  if (transport === 'websocket') return media(engine, socket)
  if (transport === 'webrtc') return media(engine, call)
  const quickCall: TransportFactory = (environment) =>
    createWebRtcTransport(environment, { media: engine.call, connectTimeoutMs: callTimeoutMs })
  return media(engine, (environment) => createAutoTransport(environment, quickCall, socket))
}

function media({ microphone, speaker, recorder }: WebAudio, createTransport: TransportFactory): BrowserMedia {
  return { microphone, speaker, recorder, createTransport }
}
