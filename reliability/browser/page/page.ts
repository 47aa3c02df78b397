import { RealtimeAgent, RealtimeRunner, type RealtimeSession } from '@parley/core'

interface Held {
  tracks: number
  contexts: number
  sockets: number
  peers: number
  workers: number
}

declare global {
  interface Window {
    cells: {
      start(url: string, transport: 'websocket' | 'webrtc', worker: boolean): Promise<void>
      say(text: string): void
      look(): { status: string; state: string; lines: string[] }
      stop(): Promise<void>
      /** What the page still holds. */
      held(): Held
      /** Restored by the next page of this tab. */
      keep(): void
    }
  }
}

const tracks: MediaStreamTrack[] = []
const contexts: AudioContext[] = []
const peers: RTCPeerConnection[] = []
let workers = 0

const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
navigator.mediaDevices.getUserMedia = async (constraints) => {
  const stream = await get(constraints)
  tracks.push(...stream.getTracks())
  return stream
}
function watched<T extends object>(Class: new (...args: never[]) => T, made: (one: T) => void) {
  return new Proxy(Class, {
    construct(target, args) {
      const one = Reflect.construct(target, args) as T
      made(one)
      return one
    },
  })
}
window.AudioContext = watched(AudioContext as never, (one: AudioContext) => contexts.push(one)) as never
window.RTCPeerConnection = watched(RTCPeerConnection as never, (one: RTCPeerConnection) => peers.push(one)) as never
const sockets: WebSocket[] = []
window.WebSocket = watched(WebSocket as never, (one: WebSocket) => sockets.push(one)) as never
window.Worker = watched(Worker as never, (one: Worker) => {
  workers++
  const terminate = one.terminate.bind(one)
  one.terminate = () => {
    workers--
    one.terminate = terminate
    terminate()
  }
}) as never

let session: RealtimeSession
const lines = (): string[] =>
  session.history.flatMap((item) =>
    item.type === 'message'
      ? [
          `${item.role}: ${item.content.map((part) => ('text' in part ? part.text : 'transcript' in part ? part.transcript : '')).join('')}`,
        ]
      : [],
  )

window.cells = {
  async start(url, transport, worker) {
    const kept = sessionStorage.getItem('history')
    const runner = new RealtimeRunner({ startingAgent: new RealtimeAgent({ name: 'Cells', instructions: 'Talk.' }) })
    session = await runner.run({
      modelConfig: { url, transport, apiKey: 'sk-cells', dangerouslyAllowApiKeyInBrowser: true },
      ...(worker ? {} : { media: { workerUrl: '/no-such-worker.js' } }),
      ...(kept ? { initialHistory: JSON.parse(kept) as RealtimeSession['history'] } : {}),
    })
    await session.connect()
  },
  say: (text) => session.sendMessage(text),
  look: () => ({ status: session.status, state: session.agentState, lines: lines() }),
  stop: () => session.close(),
  held: () => ({
    tracks: tracks.filter(({ readyState }) => readyState === 'live').length,
    contexts: contexts.filter(({ state }) => state !== 'closed').length,
    sockets: sockets.filter(({ readyState }) => readyState < 2).length,
    peers: peers.filter(({ connectionState }) => connectionState !== 'closed').length,
    workers,
  }),
  keep: () => sessionStorage.setItem('history', JSON.stringify(session.history)),
}
