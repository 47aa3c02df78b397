import type { TrackedPlayback } from './audio/playback/playbackTracker.ts'
import { createVirtualSpeaker } from './audio/playback/virtualSpeaker.ts'
import type { BrowserMedia } from './browserMedia.ts'
import type { Clock } from './clock.ts'
import { lazyTransport } from './lazyMedia.ts'
import type { CreateWebSocket } from './transport/socket.ts'
import type { TransportFactory } from './transport/transport.ts'
import { createWebSocketTransport } from './transport/webSocketTransport.ts'

/** What a session talks through where there is no page, or the page keeps its devices: a socket, and a speaker that only counts. */
export function createBareMedia(options: {
  clock: Clock
  tracker: TrackedPlayback | undefined
  transport: 'webrtc' | 'websocket' | 'auto' | TransportFactory
  createWebSocket: CreateWebSocket | undefined
}): Pick<BrowserMedia, 'speaker' | 'createTransport'> {
  const { transport, createWebSocket } = options
  const socket: TransportFactory = (environment) =>
    createWebSocketTransport(environment, createWebSocket ? { createWebSocket } : {})
  // Refused at `connect`, with a reason, where there is no WebRTC.
  const call: TransportFactory = (environment) => lazyTransport(environment, callsWithoutDevices)
  return {
    speaker: createVirtualSpeaker(options),
    createTransport: typeof transport === 'function' ? transport : transport === 'webrtc' ? call : socket,
  }
}

const callsWithoutDevices = async (): Promise<{ createTransport: TransportFactory }> => {
  const { createWebRtcTransport } = await import('./transport/webRtcTransport.ts')
  return { createTransport: (environment) => createWebRtcTransport(environment, { media: noMedia }) }
}

const noMedia = { track: () => null, onTrackChange: () => () => {}, play: () => () => {} }
