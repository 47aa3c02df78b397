import { bytesPerMs, codecOf } from '../audio/audioCodec.ts'
import type { Clock } from '../clock.ts'
import { ConnectionError, isRealtimeError } from '../errors.ts'
import type { ClientEvent, SessionConfig } from '../protocol/index.ts'
import { withDeadline } from './askForCredentials.ts'
import type { Ending } from './closeError.ts'
import { EventReader } from './eventReader.ts'
import { Outbox } from './outbox.ts'
import type { WebSocketLike } from './socket.ts'
import type { TransportSignal } from './transport.ts'
import { abortedError } from './transportErrors.ts'

export interface SocketConnectionOptions {
  open: () => WebSocketLike
  /** The error for an end that was not asked for. */
  explain: (ending: Ending) => ConnectionError
  config: SessionConfig
  clock: Clock
  signal: AbortSignal
  /** Called at the moment of opening, before anything the server said is emitted. */
  onOpen: (connection: SocketConnection) => void
  emit: (signal: TransportSignal) => void
}

/** How long credentials, and then the handshake, may take. */
export const connectTimeoutMs = 15_000
/** How long the other side may take to answer the closing handshake before the socket is left to itself. */
const closeTimeoutMs = 1000

/** One WebSocket from its opening to its end. Nothing it says after its end reaches the outside. */
export class SocketConnection {
  #socket: WebSocketLike
  #clock: Clock
  #emit: (signal: TransportSignal) => void
  #explain: (ending: Ending) => ConnectionError
  #reader: EventReader
  #outbox: Outbox
  #phase: 'opening' | 'open' | 'ended' = 'opening'
  /** Settles when the socket is open, or rejects with the reason why it will not be. */
  #opened = Promise.withResolvers<void>()
  #closed = Promise.withResolvers<void>()
  #handshake = ''

  static async open(options: SocketConnectionOptions): Promise<void> {
    const { clock, signal } = options
    if (signal.aborted) throw abortedError()
    const connection = new SocketConnection(options)
    try {
      await withDeadline(connection.#opened.promise, {
        clock,
        timeoutMs: connectTimeoutMs,
        signal,
        onTimeout: () =>
          new ConnectionError(
            'handshake_timed_out',
            `The server did not answer within ${connectTimeoutMs / 1000} s. Check the network and the address, and try again.`,
            { retryable: true, severity: 'fatal' },
          ),
      })
    } catch (error) {
      connection.#abandon()
      throw error
    }
  }

  private constructor(options: SocketConnectionOptions) {
    this.#clock = options.clock
    this.#emit = options.emit
    this.#explain = options.explain
    this.#socket = this.#openSocket(options.open)
    this.#reader = new EventReader(options.config)
    this.#outbox = new Outbox({
      sink: this.#socket,
      clock: options.clock,
      onDropped: (ms) => this.#emit({ type: 'dropped', ms }),
      onStalled: () => {
        this.#socket.close(1000)
        this.#ended(1006, 'It took nothing for 30 s')
      },
    })
    this.#outbox.bytesPerMs = bytesPerMs(codecOf(options.config.audio?.input?.format) ?? 'pcm')
    this.#opened.promise.catch(() => {})
    this.#listen(options.onOpen)
  }

  send(event: ClientEvent): void {
    this.#outbox.send(JSON.stringify(event))
  }

  sendAudio(bytes: Uint8Array): void {
    this.#outbox.sendAudio(bytes)
  }

  /** Ends the connection from our side; settles when the socket is gone. */
  async close(): Promise<void> {
    if (this.#phase === 'open') this.#end(null)
    this.#socket.close(1000)
    const cancel = this.#clock.setTimeout(() => {
      this.#socket.terminate?.()
      this.#closed.resolve()
    }, closeTimeoutMs)
    await this.#closed.promise
    cancel()
  }

  #openSocket(open: () => WebSocketLike): WebSocketLike {
    try {
      return open()
    } catch (error) {
      if (isRealtimeError(error)) throw error
      // The platform's own error may quote the subprotocols, and with them the secret: it is not kept as the cause.
      throw new ConnectionError(
        'handshake_failed',
        'The socket could not be opened: the platform refused the address or the key. A key may hold only letters, digits and - . _ ~ + /.',
        { severity: 'fatal' },
      )
    }
  }

  #listen(onOpen: (connection: SocketConnection) => void): void {
    const socket = this.#socket
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('open', () => {
      if (this.#phase !== 'opening') return
      this.#phase = 'open'
      onOpen(this)
      this.#opened.resolve()
    })
    socket.addEventListener('error', ({ message }) => {
      if (typeof message === 'string') this.#handshake = message
      // Node 22 tells no close after a handshake that failed; elsewhere it has come, or says the same.
      if (this.#phase === 'opening') queueMicrotask(() => this.#ended(1006, ''))
    })
    socket.addEventListener('message', ({ data }) => {
      if (this.#phase !== 'open') return
      for (const signal of this.#reader.read(data)) {
        this.#emit(signal)
        // A listener may have closed the connection.
        if ((this.#phase as string) === 'ended') return
      }
    })
    // Deno says 0 where others say 1006: there was no closing handshake.
    socket.addEventListener('close', ({ code, reason }) => this.#ended(code || 1006, reason))
  }

  /** The socket is gone, asked for or not. */
  #ended(code: number, reason: string): void {
    this.#closed.resolve()
    if (this.#phase === 'ended') return
    const opened = this.#phase === 'open'
    // "Unexpected server response: 401", "Expected 101 status code: 401", "Invalid status code: 401".
    const status = opened ? undefined : / ([1-5]\d\d)$/.exec(this.#handshake)?.[1]
    const error = this.#explain({
      code,
      reason,
      opened,
      accepted: this.#reader.accepted,
      serverError: this.#reader.lastError,
      status: status === undefined ? undefined : Number(status),
    })
    // A normal close after the session was accepted is the end of the conversation, not an accident.
    if (opened) this.#end(code === 1000 && this.#reader.accepted ? null : error)
    else {
      this.#phase = 'ended'
      this.#opened.reject(error)
    }
  }

  #end(error: ConnectionError | null): void {
    this.#phase = 'ended'
    this.#outbox.clear()
    this.#emit({ type: 'closed', error })
  }

  /** An attempt that is given up leaves no socket behind, and says nothing. */
  #abandon(): void {
    this.#phase = 'ended'
    this.#outbox.clear()
    this.#socket.close(1000)
  }
}
