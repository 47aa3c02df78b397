import {
  PipecatClient,
  RTVIMessageType,
  Transport,
  type RTVIMessage,
  type Tracks,
  type TransportState,
} from '@pipecat-ai/client-js'
import { PipecatClientProvider, usePipecatConversation, VoiceVisualizer } from '@pipecat-ai/client-react'
import { useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { rowsBefore, textOf } from './rows.ts'

/** Its lowest port, without a network: one microphone, whose sound stands for both voices, and messages handed in. */
class PageTransport extends Transport {
  #track: MediaStreamTrack | undefined
  receive: (message: RTVIMessage) => void = () => {}
  selectedMic = {}
  selectedCam = {}
  selectedSpeaker = {}
  isCamEnabled = false
  isSharingScreen = false
  initialize(options: ConstructorParameters<typeof PipecatClient>[0], receive: (message: RTVIMessage) => void): void {
    this._options = options
    this._callbacks = options.callbacks ?? {}
    this.receive = receive
  }
  async initDevices(): Promise<void> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
    this.#track = stream.getAudioTracks()[0]!
    this.state = 'initialized'
    this._callbacks.onTrackStarted?.(this.#track, { id: 'me', name: 'me', local: true })
    this._callbacks.onTrackStarted?.(this.#track.clone(), { id: 'bot', name: 'bot', local: false })
  }
  _validateConnectionParams(params: unknown): unknown {
    return params
  }
  async _connect(): Promise<void> {
    this.state = 'connected'
    this._callbacks.onConnected?.()
  }
  async _disconnect(): Promise<void> {}
  sendReadyMessage(): void {
    this.state = 'ready'
    this.receive({ id: 'ready', label: 'rtvi-ai', type: RTVIMessageType.BOT_READY, data: { version: '1.5.0' } })
  }
  get state(): TransportState {
    return this._state
  }
  set state(state: TransportState) {
    this._state = state
    this._callbacks.onTransportStateChanged?.(state)
  }
  getAllMics = async (): Promise<MediaDeviceInfo[]> => []
  getAllCams = async (): Promise<MediaDeviceInfo[]> => []
  getAllSpeakers = async (): Promise<MediaDeviceInfo[]> => []
  updateMic(): void {}
  updateCam(): void {}
  updateSpeaker(): void {}
  enableMic(enable: boolean): void {
    if (this.#track) this.#track.enabled = enable
  }
  enableCam(): void {}
  enableScreenShare(): void {}
  get isMicEnabled(): boolean {
    return this.#track?.enabled ?? false
  }
  sendMessage(): void {}
  tracks(): Tracks {
    const audio = this.#track
    return audio ? { local: { audio }, bot: { audio } } : { local: {} }
  }
}

const transport = new PageTransport()
const client = new PipecatClient({ transport, enableMic: true })

function Row({ text }: { text: string }) {
  return <li data-row="">{text}</li>
}

let seed = (): void => {}

function Conversation() {
  const { messages, injectMessage } = usePipecatConversation()
  useEffect(() => {
    seed = () => {
      for (const place of rowsBefore) {
        const part = { text: textOf(place), final: true, createdAt: new Date(place * 1000).toISOString() }
        injectMessage({ role: place % 2 === 0 ? 'user' : 'assistant', parts: [part] })
      }
    }
  }, [injectMessage])
  return (
    <ul style={{ height: 400, overflow: 'auto' }}>
      {messages.map((message, place) => (
        <Row
          key={place}
          text={message.parts.map(({ text }) => (typeof text === 'string' ? text : JSON.stringify(text))).join('')}
        />
      ))}
    </ul>
  )
}

function App() {
  return (
    <PipecatClientProvider client={client}>
      {(['local', 'bot', 'local', 'bot', 'local'] as const).map((side, place) => (
        <VoiceVisualizer key={place} participantType={side} />
      ))}
      <Conversation />
    </PipecatClientProvider>
  )
}

/** A new connection begins an empty conversation: the rows come after it. */
async function connect(): Promise<void> {
  await client.connect()
  seed()
}

let ids = 0
const say = (type: RTVIMessageType, data: unknown = {}): void =>
  transport.receive({ id: String(++ids), label: 'rtvi-ai', type, data })

async function deltas(perSecond: number, ms: number): Promise<number> {
  say(RTVIMessageType.BOT_LLM_STARTED)
  say(RTVIMessageType.BOT_STARTED_SPEAKING)
  const begun = performance.now()
  let sent = 0
  while (performance.now() - begun < ms) {
    while (sent < ((performance.now() - begun) / 1000) * perSecond) {
      say(RTVIMessageType.BOT_OUTPUT, { text: 'word', aggregated_by: 'word', spoken: true, will_be_spoken: true })
      sent++
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  say(RTVIMessageType.BOT_STOPPED_SPEAKING)
  say(RTVIMessageType.BOT_LLM_STOPPED)
  return sent
}

Object.assign(window, {
  bench: { connect, still: () => client.enableMic(false), end: () => client.disconnect(), deltas },
})
createRoot(document.getElementById('root')!).render(<App />)
