import { isRealtimeError, RealtimeAgent, RealtimeRunner, type RealtimeSession } from '@parley/core'
import { createDevices } from './devices.ts'

interface Held {
  tracks: number
  contexts: number
  sockets: number
  peers: number
  workers: number
}

interface Look {
  status: string
  state: string
  lines: string[]
  /** The microphone's status, or why there is none. */
  microphone: string
  /** How often the loudspeaker was measured with a voice in it. */
  voice: number
  /** Codes of what was reported. */
  errors: string[]
}

declare global {
  interface Window {
    cells: {
      start(url: string, transport: 'websocket' | 'webrtc', worker: boolean, mic?: boolean): Promise<void>
      /** What a real browser says to an offer like a session's own. */
      answerOf(): Promise<string>
      /** Calls a server that answers with each of these: codes of what came of it, `''` for a call that waits. */
      called(answers: readonly string[]): Promise<string[]>
      /** The clock on the wall is so much later, as after a sleep. */
      oversleep(ms: number): void
      say(text: string): void
      look(): Look
      stop(): Promise<void>
      /** What the page still holds. */
      held(): Held
      /** Restored by the next page of this tab. */
      keep(): void
      /** Takes the only microphone away, as a hand does; `plugIn` gives it back. */
      unplug(): void
      plugIn(): void
      retryMicrophone(): Promise<void>
      /** Records both sides for so long: the file, a byte a character. */
      record(format: 'wav' | 'native', ms: number): Promise<string>
      /** Whether each showing of this page came out of the back/forward cache. */
      shown: boolean[]
      /** How often this page was frozen. */
      naps(): number
    }
  }
}

const tracks: MediaStreamTrack[] = []
const contexts: AudioContext[] = []
const peers: RTCPeerConnection[] = []
let workers = 0

const devices = createDevices(tracks)
/** What the server of a call says: by the place in the list, which is the call's address. */
let answers: readonly string[] = []
const get = window.fetch.bind(window)
window.fetch = (to, init) => {
  const place = typeof to === 'string' ? /^http:\/\/answers\/(\d+)/.exec(to)?.[1] : undefined
  return place ? Promise.resolve(new Response(answers[Number(place)]!, { status: 201 })) : get(to, init)
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

let naps = 0
document.addEventListener('freeze', () => naps++)
const shown: boolean[] = []
addEventListener('pageshow', ({ persisted }) => shown.push(persisted))
let session: RealtimeSession
const errors: string[] = []
const microphone = (): string => {
  const state = session.getSnapshot().microphone
  return state.status === 'error' ? state.reason : state.status
}
let voice = 0
const lines = (): string[] =>
  session.history.flatMap((item) =>
    item.type === 'message'
      ? [
          `${item.role}: ${item.content.map((part) => ('text' in part ? part.text : 'transcript' in part ? part.transcript : '')).join('')}`,
        ]
      : [],
  )

window.cells = {
  async answerOf() {
    const [caller, called] = [new RTCPeerConnection(), new RTCPeerConnection()]
    caller.addTransceiver('audio', { direction: 'sendrecv' })
    caller.createDataChannel('oai-events')
    await caller.setLocalDescription()
    await called.setRemoteDescription(caller.localDescription!)
    await called.setLocalDescription()
    caller.close()
    called.close()
    return called.localDescription!.sdp
  },
  called(next) {
    answers = next
    return Promise.all(
      next.map(async (_, place) => {
        const runner = new RealtimeRunner({ startingAgent: new RealtimeAgent({ name: 'Called' }) })
        const own = await runner.run({
          modelConfig: { url: `http://answers/${place}`, transport: 'webrtc', clientSecret: 'ek_x' },
          media: { mic: false, speaker: false },
        })
        const outcome = await own.connect({ signal: AbortSignal.timeout(300) }).then(
          () => 'connected',
          (error: unknown) => (isRealtimeError(error) ? error.code : `thrown: ${String(error)}`),
        )
        await own.close()
        return outcome
      }),
    )
  },
  oversleep(ms) {
    const now = Date.now.bind(Date)
    Date.now = () => now() + ms
  },
  async start(url, transport, worker, mic = true) {
    const kept = sessionStorage.getItem('history')
    const runner = new RealtimeRunner({ startingAgent: new RealtimeAgent({ name: 'Cells', instructions: 'Talk.' }) })
    session = await runner.run({
      modelConfig: { url, transport, apiKey: 'sk-cells', dangerouslyAllowApiKeyInBrowser: true },
      media: { mic, ...(worker ? {} : { workerUrl: '/no-such-worker.js' }) },
      ...(kept ? { initialHistory: JSON.parse(kept) as RealtimeSession['history'] } : {}),
    })
    session.speaker.onLevel(({ rms }) => void (voice += rms > 0.005 ? 1 : 0))
    session.on('error', ({ error }) => errors.push(error.code))
    await session.connect()
  },
  say: (text) => session.sendMessage(text),
  look: () => ({
    status: session.status,
    state: session.agentState,
    lines: lines(),
    microphone: microphone(),
    voice,
    errors,
  }),
  stop: () => session.close(),
  held: () => ({
    tracks: tracks.filter(({ readyState }) => readyState === 'live').length,
    contexts: contexts.filter(({ state }) => state !== 'closed').length,
    sockets: sockets.filter(({ readyState }) => readyState < 2).length,
    peers: peers.filter(({ connectionState }) => connectionState !== 'closed').length,
    workers,
  }),
  unplug: () => devices.unplug(),
  plugIn: () => devices.plugIn(),
  async record(format, ms) {
    session.recorder.start({ format })
    await new Promise((resolve) => setTimeout(resolve, ms))
    const bytes = new Uint8Array(await (await session.recorder.stop()).arrayBuffer())
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  },
  retryMicrophone: () => session.microphone.retry(),
  shown,
  naps: () => naps,
  keep: () => sessionStorage.setItem('history', JSON.stringify(session.history)),
}
