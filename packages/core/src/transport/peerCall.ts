import type { Clock } from '../clock.ts'
import { ConfigError, ConnectionError } from '../errors.ts'
import type { ClientEvent, SessionConfig } from '../protocol/index.ts'
import { closeError } from './closeError.ts'
import { EventReader } from './eventReader.ts'
import { exchangeSdp, type Fetch } from './exchangeSdp.ts'
import { Outbox } from './outbox.ts'
import { PlayoutGate } from './playoutGate.ts'
import { createRedactor, type Redact } from './redact.ts'
import type { Credentials, TransportSignal } from './transport.ts'
import { watchRoundTrip } from './watchRoundTrip.ts'
import type { CallMedia } from './webRtcTransport.ts'

export interface PeerCallOptions {
  connection: RTCPeerConnection
  url: string
  model: string
  secrets: Credentials
  config: SessionConfig
  clock: Clock
  media: CallMedia
  fetch: Fetch
  /** Called at the moment of opening, before anything the server said is emitted. */
  onOpen: (call: PeerCall) => void
  emit: (signal: TransportSignal) => void
}

/** How long a change of network may take. */
const graceMs = 5000

/** One peer connection from its offer to its end. Nothing it says after its end reaches the outside. */
export class PeerCall {
  #options: PeerCallOptions
  #connection: RTCPeerConnection
  #channel: RTCDataChannel
  #sender: RTCRtpSender
  #reader: EventReader
  #outbox: Outbox
  #gate: PlayoutGate
  #redact: Redact
  #remote: MediaStreamTrack | null = null
  #phase: 'opening' | 'open' | 'ended' = 'opening'
  #opened = Promise.withResolvers<void>()
  #cancelGrace: (() => void) | null = null
  #cleanUps: (() => void)[] = []

  constructor(options: PeerCallOptions) {
    const { connection, clock, config, media } = options
    this.#options = options
    this.#connection = connection
    this.#redact = createRedactor(options.secrets)
    this.#reader = new EventReader(config)
    this.#gate = new PlayoutGate({ clock, config, setOpen: (open) => this.#remote && (this.#remote.enabled = open) })
    this.#sender = connection.addTransceiver('audio', { direction: 'sendrecv' }).sender
    this.#channel = connection.createDataChannel('oai-events')
    this.#outbox = new Outbox({
      sink: this.#channel,
      clock,
      onDropped: (ms) => options.emit({ type: 'dropped', ms }),
    })
    this.#opened.promise.catch(() => {})
    this.#cleanUps.push(media.onTrackChange(() => void this.#sendTrack()))
    this.#listen()
  }

  /** Resolves when events can be carried. */
  async open(signal: AbortSignal): Promise<void> {
    const { url, secrets, config, model, fetch } = this.#options
    await this.#sendTrack()
    await this.#connection.setLocalDescription()
    const offer = this.#connection.localDescription!.sdp
    const redact = this.#redact
    const answer = await exchangeSdp({ url, offer, credentials: secrets, config, model, signal, redact, fetch })
    if (this.#phase === 'ended') return
    try {
      await this.#connection.setRemoteDescription({ type: 'answer', sdp: answer })
    } catch (cause) {
      throw new ConnectionError('handshake_failed', 'The server’s answer to the call cannot be used by this browser.', {
        severity: 'fatal',
        cause,
      })
    }
    await this.#opened.promise
  }

  send(event: ClientEvent): void {
    const frame = JSON.stringify(event)
    const most = this.#connection.sctp?.maxMessageSize ?? 262_144
    // Three bytes a character is the most UTF-8 needs; only long frames are measured exactly.
    if (frame.length * 3 > most && new TextEncoder().encode(frame).length > most) {
      throw new ConfigError(
        'invalid_option',
        `\`${event.type}\` is too large for a call: at most ${most} bytes. Send smaller images, or use the \`websocket\` transport.`,
      )
    }
    this.#outbox.send(frame)
    this.#gate.sent(event)
  }

  close(): void {
    this.#end(null)
  }

  /** An attempt that is given up leaves nothing behind, and says nothing. */
  abandon(): void {
    this.#phase = 'ended'
    this.#release()
  }

  #listen(): void {
    const channel = this.#channel
    const connection = this.#connection
    channel.binaryType = 'arraybuffer'
    channel.addEventListener('open', () => {
      if (this.#phase !== 'opening') return
      this.#phase = 'open'
      const { clock, emit } = this.#options
      this.#cleanUps.push(watchRoundTrip(connection, clock, (ms) => emit({ type: 'rtt', ms })))
      this.#options.onOpen(this)
      this.#opened.resolve()
    })
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      // Only text carries events; a channel may carry other things in binary.
      if (this.#phase !== 'open' || typeof data !== 'string') return
      for (const signal of this.#reader.read(data)) {
        if (signal.type === 'event') this.#gate.received(signal.event)
        this.#options.emit(signal)
        if ((this.#phase as string) === 'ended') return
      }
    })
    channel.addEventListener('close', () => this.#lost())
    connection.addEventListener('track', ({ track, streams }) => {
      if (this.#phase === 'ended' || track.kind !== 'audio') return
      this.#remote = track
      this.#cleanUps.push(this.#options.media.play(streams[0] ?? new MediaStream([track])))
    })
    connection.addEventListener('connectionstatechange', () => this.#stateChanged())
  }

  #stateChanged(): void {
    this.#cancelGrace?.()
    this.#cancelGrace = null
    const { connectionState } = this.#connection
    if (connectionState === 'failed' || connectionState === 'closed') this.#lost()
    if (connectionState !== 'disconnected') return
    // A change of network passes in a moment; most of the time the connection comes back.
    this.#cancelGrace = this.#options.clock.setTimeout(() => this.#lost(), graceMs)
  }

  #lost(): void {
    if (this.#phase === 'ended') return
    const opened = this.#phase === 'open'
    const { accepted, lastError: serverError } = this.#reader
    const error = closeError({ code: null, reason: '', opened, accepted, serverError }, this.#redact)
    if (opened) this.#end(error)
    else {
      this.#phase = 'ended'
      this.#opened.reject(error)
    }
  }

  #end(error: ConnectionError | null): void {
    if (this.#phase === 'ended') return
    this.#phase = 'ended'
    this.#release()
    this.#options.emit({ type: 'closed', error })
  }

  async #sendTrack(): Promise<void> {
    if (this.#phase === 'ended') return
    const track = this.#options.media.track() as MediaStreamTrack | null
    if (track !== this.#sender.track) await this.#sender.replaceTrack(track).catch(() => {})
  }

  #release(): void {
    this.#cancelGrace?.()
    this.#gate.stop()
    this.#outbox.clear()
    for (const cleanUp of this.#cleanUps.splice(0)) cleanUp()
    this.#channel.close()
    this.#connection.close()
  }
}
