import { bytesPerMs, codecOf } from '../audio/audioCodec.ts'
import { ChunkFeed } from '../audio/capture/chunkSink.ts'
import { PlaybackFeed } from '../audio/playback/playbackFeed.ts'
import type { Stall } from '../audio/contextWatch.ts'
import type { Clock } from '../clock.ts'
import type { Transport, TransportSignal } from '../transport/transport.ts'
import type { FromEngine, PlainSignal, ToEngine } from './engineMessages.ts'
import { Interruption } from './interruption.ts'
import { MicQueue } from './micQueue.ts'
import { NewsBatch } from './newsBatch.ts'
import { toPlain } from './plainError.ts'

/** Makes the transport for a socket's address. */
export type EngineTransportFactory = (url: string, clock: Clock) => Transport

const nothing = new Uint8Array()

/**
 * The audio path of a session over a socket, in one place: the socket, JSON, the codec, what was heard, and silence when
 * the user speaks. It runs in a worker, so that a busy page touches none of it, or in the page's own thread.
 */
export class Engine {
  #clock: Clock
  #createTransport: EngineTransportFactory
  #batch: NewsBatch
  #player = new PlaybackFeed()
  #sink: ChunkFeed
  #mic: MicQueue
  #interruption = new Interruption()
  #connection = 0
  #transport: Transport | null = null
  #abort: AbortController | null = null
  #forwardAudio = false
  /** When the last pieces of audio came. */
  #audioAt: number[] = []
  /** How many more stalls of the page kept the socket waiting too than did not: in some browsers they do in any thread. */
  #waits: number

  constructor(options: {
    clock: Clock
    createTransport: EngineTransportFactory
    post: (message: FromEngine) => void
    /** It runs in the page's own thread. Default false. */
    inPage?: boolean
  }) {
    this.#waits = options.inPage ? Infinity : 0
    this.#clock = options.clock
    this.#createTransport = options.createTransport
    this.#batch = new NewsBatch(options.clock, (news) => options.post({ type: 'batch', news }))
    this.#sink = new ChunkFeed()
    this.#mic = new MicQueue({
      clock: options.clock,
      send: (bytes) => this.#transport?.sendAudio(bytes),
      onDropped: (ms) => this.#tell({ type: 'dropped', ms }),
    })
    this.#sink.subscribe((bytes) => this.#mic.push(bytes))
    this.#player.subscribe((signal) => {
      this.#interruption.played(signal)
      this.#batch.add({ type: 'player', signal })
    })
    options.post({ type: 'hello' })
  }

  handle(message: ToEngine): void {
    switch (message.type) {
      case 'connect':
        void this.#connect(message)
        break
      case 'close':
        void this.#close(message.connection)
        break
      case 'send':
        if (message.connection !== this.#connection || !this.#transport) return
        this.#interruption.sent(message.event)
        this.#mic.sent(message.event)
        this.#transport.send(message.event)
        break
      case 'sendAudio':
        if (message.connection === this.#connection) this.#transport?.sendAudio(message.bytes)
        break
      case 'forwardAudio':
        this.#forwardAudio = message.wanted
        break
      case 'visible':
        this.#batch.visible = message.visible
        break
      case 'player.start':
        this.#player.start(message.codec)
        break
      case 'player.attach':
        this.#player.attach(message.port, message.sampleRate)
        break
      case 'player.flush':
        this.#interruption.flushed()
        this.#player.flush()
        break
      case 'player.stalled':
        this.#stalled(message)
        break
      case 'player.stop':
        this.#player.stop()
        break
      case 'sink.attach':
        this.#sink.attach(message.port)
        break
      case 'sink.hold':
        this.#sink.hold(message.held)
        break
      case 'sink.stop':
        this.#sink.stop()
        this.#mic.clear()
        break
    }
  }

  async #connect({ connection, url, config, secrets }: Extract<ToEngine, { type: 'connect' }>): Promise<void> {
    const abort = new AbortController()
    const transport = this.#createTransport(url, this.#clock)
    this.#connection = connection
    this.#abort = abort
    this.#interruption.closed()
    this.#interruption.configure(config, codecOf(config.audio?.output?.format) ?? 'pcm')
    this.#mic.bytesPerMs = bytesPerMs(codecOf(config.audio?.input?.format) ?? 'pcm')
    transport.subscribe((signal) => {
      if (this.#connection === connection) this.#received(signal, transport)
    })
    try {
      // Told before anything the server says, which may come before `connect` returns.
      this.#transport = transport
      await transport.connect({ config, credentials: () => Promise.resolve(secrets), signal: abort.signal })
      if (this.#connection === connection) this.#batch.add({ type: 'opened', connection })
    } catch (error) {
      if (this.#connection !== connection) return
      this.#transport = null
      this.#batch.add({ type: 'failed', connection, error: toPlain(error) })
    }
  }

  async #close(connection: number): Promise<void> {
    if (connection === this.#connection) {
      const transport = this.#transport
      this.#abort?.abort()
      this.#ended()
      this.#connection = 0
      await transport?.close()
    }
    this.#batch.add({ type: 'gone', connection })
  }

  #received(signal: TransportSignal, transport: Transport): void {
    switch (signal.type) {
      case 'event': {
        const { event } = signal
        this.#mic.received(event)
        if (event.type === 'response.output_audio.done') {
          const { item_id: itemId, content_index: contentIndex } = event as { item_id: string; content_index?: number }
          this.#player.end(itemId, contentIndex ?? 0)
        }
        // The audio signal before it says what there is to know of it.
        if (event.type === 'response.output_audio.delta' && !this.#forwardAudio) return
        const flush = this.#interruption.received(event)
        if (flush) this.#player.flush()
        return this.#tell(signal, flush)
      }
      case 'audio': {
        const { itemId, contentIndex, responseId, bytes } = signal
        const byteLength = bytes.length
        this.#audioAt = [...this.#audioAt.slice(-15), this.#clock.now()]
        if (!this.#interruption.accepts(itemId, contentIndex, responseId, byteLength)) return
        this.#player.play({ itemId, contentIndex, bytes })
        return this.#tell({ ...signal, byteLength, bytes: this.#forwardAudio ? bytes : nothing })
      }
      case 'malformed':
        return this.#tell({ type: 'malformed', error: toPlain(signal.error) })
      case 'closed':
        if (transport === this.#transport) this.#ended()
        return this.#tell({ type: 'closed', error: signal.error && toPlain(signal.error) })
      case 'dropped':
      case 'rtt':
        return this.#tell(signal)
    }
  }

  /** What comes in the midst of a stall does not wait for the page; what came just before and then does not, does. */
  #stalled(stall: Stall): void {
    const { from, to } = stall
    const came = (start: number, end: number): number => this.#audioAt.filter((at) => at > start && at <= end).length
    if (came(from, (from + to) / 2) > 0) this.#waits--
    else if (came(2 * from - to, from) > 1) this.#waits++
    if (this.#waits > 0) this.#player.stalled(stall)
  }

  #ended(): void {
    this.#transport = null
    this.#mic.close()
    this.#interruption.closed()
  }

  #tell(signal: PlainSignal, flushed = false): void {
    this.#batch.add({ type: 'signal', connection: this.#connection, signal, flushed })
  }
}
