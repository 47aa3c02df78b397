import type { Clock } from '@parley/core'
import type { SessionPorts } from '@parley/core/internal'
import { createEngineMicrophone, createEngineSpeaker } from './audioThread.ts'
import type { Network } from './network.ts'
import type { Calls } from './peerConnection.ts'
import {
  createEngineSocket,
  createEngineTransport,
  createVirtualSpeaker,
  createWebRtcTransport,
  createWebSocketTransport,
  Engine,
  EngineLink,
  EnginePlayer,
  EngineSink,
  startMainEngine,
  type EngineThread,
  type FromEngine,
  type WebSocketLike,
} from './parts.ts'

export const transports = ['websocket-worker', 'websocket-main', 'webrtc', 'node'] as const
export type TransportName = (typeof transports)[number]

export interface Platform {
  ports: Pick<SessionPorts, 'createTransport' | 'microphone' | 'speaker'>
  /** What the user says: 24 kHz samples, through whatever microphone there is. Null: the app sends it itself. */
  speak: ((samples: Int16Array) => void) | null
  /** What is still held, in words; empty when everything was let go. */
  held(): string[]
}

export interface Surroundings {
  clock: Clock
  /** The timers of a worker end with it. */
  workerClock: Clock
  network: Network
  calls: Calls
}

const url = 'ws://localhost/v1/realtime'

export const platforms: Record<TransportName, (around: Surroundings) => Platform> = {
  'websocket-worker': (around) => enginePlatform(around, true),
  'websocket-main': (around) => enginePlatform(around, false),
  node: ({ clock, network }) => ({
    ports: {
      createTransport: (model) =>
        createWebSocketTransport(
          { url, model, clock },
          { createWebSocket: (to, { headers }) => network.openSocket(to, headers, [], 'node') },
        ),
      microphone: null,
      speaker: createVirtualSpeaker({ clock }),
    },
    speak: null,
    held: () => [],
  }),
  webrtc: ({ clock, network, calls }) => {
    let playing = 0
    let watching = 0
    const track = { kind: 'audio' }
    return {
      ports: {
        createTransport: (model) =>
          createWebRtcTransport(
            { url: 'http://localhost/v1', model, clock },
            {
              createPeerConnection: () => calls.createPeerConnection(),
              fetch: network.fetch,
              media: {
                track: () => track,
                onTrackChange: () => {
                  watching++
                  return () => void watching--
                },
                play: () => {
                  playing++
                  return () => void playing--
                },
              },
            },
          ),
        microphone: null,
        speaker: createVirtualSpeaker({ clock }),
      },
      speak: (samples) => calls.speak(samples),
      held: () => [
        ...(calls.open() > 0 ? [`${calls.open()} peer connection(s)`] : []),
        ...(playing > 0 ? [`${playing} stream(s) being played`] : []),
        ...(watching > 0 ? [`${watching} watcher(s) of the track`] : []),
      ],
    }
  },
}

function enginePlatform({ clock, workerClock, network }: Surroundings, worker: boolean): Platform {
  let threads = 0
  const sockets = new Set<WebSocketLike>()
  const createTransport: ConstructorParameters<typeof Engine>[0]['createTransport'] = (address, ownClock) =>
    createEngineSocket(address, ownClock, {
      createWebSocket(to, { headers }) {
        const socket = network.openSocket(to, headers, [], 'browser')
        sockets.add(socket)
        return socket
      },
    })
  const counted = (thread: EngineThread): EngineThread => {
    threads++
    let over = false
    return {
      post: (message, transfer) => thread.post(message, transfer),
      terminate() {
        if (!over) threads--
        over = true
        thread.terminate()
        // The browser closes the sockets of a worker that ends; those of the page's own thread stay.
        if (worker) for (const socket of sockets) socket.close()
        sockets.clear()
      },
    }
  }
  const link = new EngineLink(
    {
      worker: worker
        ? (onMessage) => counted(startThread({ clock: workerClock, createTransport }, onMessage))
        : undefined,
      main: async (onMessage) => counted(startMainEngine(onMessage, { clock, createTransport })),
    },
    clock,
  )
  const player = new EnginePlayer(link)
  const { speaker, running } = createEngineSpeaker(player, clock)
  const { microphone, speak, live } = createEngineMicrophone(new EngineSink(link))
  return {
    ports: {
      createTransport: (model) => createEngineTransport({ url, model, clock }, link, player),
      microphone,
      speaker,
    },
    speak: (samples) => speak(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)),
    held: () => [
      ...(threads > 0 ? [`${threads} engine thread(s)`] : []),
      ...(running() ? ['an audio output'] : []),
      ...(live() ? ['a microphone'] : []),
    ],
  }
}

/** The engine as in a worker: messages are copied and arrive later, both ways; terminated, it says nothing any more. */
function startThread(
  options: Omit<ConstructorParameters<typeof Engine>[0], 'post'>,
  onMessage: (message: FromEngine) => void,
): EngineThread {
  let running = true
  const engine = new Engine({
    ...options,
    post(message) {
      const copy = structuredClone(message)
      queueMicrotask(() => running && onMessage(copy))
    },
  })
  return {
    post(message) {
      const copy = 'port' in message ? message : structuredClone(message)
      queueMicrotask(() => running && engine.handle(copy))
    },
    terminate() {
      running = false
    },
  }
}
