import type { Microphone, RecorderControl, Speaker } from './audio/audioPorts.ts'
import { createWebAudio, type WebAudio } from './audio/createWebAudio.ts'
import type { MicrophoneOptions } from './audio/capture/createMicrophone.ts'
import { siteDeviceMemory } from './audio/deviceMemory.ts'
import type { Clock } from './clock.ts'
import { createEngine } from './engine/createEngine.ts'
import { createAutoTransport } from './transport/autoTransport.ts'
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
export function createBrowserMedia(options: {
  clock: Clock
  transport: 'webrtc' | 'websocket' | 'auto' | TransportFactory
  throughSession: boolean
  workletUrl: string | undefined
  workerUrl: string | undefined
  mic: MicrophoneOptions
}): BrowserMedia {
  const { clock, transport, throughSession, workletUrl, workerUrl, mic } = options
  const audioOptions = { clock, workletUrl, mic, memory: siteDeviceMemory }
  if (typeof transport === 'function' || throughSession) {
    const audio = createWebAudio(audioOptions)
    return media(
      audio,
      typeof transport === 'function' ? transport : (environment) => createWebSocketTransport(environment),
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
