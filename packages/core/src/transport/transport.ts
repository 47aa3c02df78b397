import type { Clock } from '../clock.ts'
import type { RealtimeError } from '../errors.ts'
import type { ClientEvent, ServerEvent, SessionConfig } from '../protocol/index.ts'

/** What a transport may use to open a connection. Asked for late, once an attempt; never stored, logged or put into an error. */
export interface Credentials {
  apiKey?: string
  clientSecret?: string
  /** Sent verbatim, nothing added. Not possible in a browser. */
  headers?: Record<string, string>
}

/** What a transport reports. `closed` comes exactly once for a connection that was open: with null after `close()` and after a normal end by the server, with the cause otherwise. */
export type TransportSignal =
  | { type: 'event'; event: ServerEvent }
  /** Whole samples: where one has two bytes, an odd one waits for the next piece of its part. `byteLength` is given by a transport that plays the audio itself; `bytes` is empty then unless `forwardAudio` asked for it. */
  | {
      type: 'audio'
      bytes: Uint8Array
      byteLength?: number
      itemId: string
      contentIndex: number
      responseId: string
    }
  | { type: 'malformed'; error: RealtimeError }
  | { type: 'dropped'; ms: number }
  /** How long the network takes there and back, from time to time, where the transport can tell. */
  | { type: 'rtt'; ms: number }
  | { type: 'closed'; error: RealtimeError | null }

/**
 * Carries events and audio; knows nothing of conversations.
 *
 * `connect` resolves when the connection is ready to carry events (the socket is open, or the data channel is), sends nothing
 * by itself, and rejects with a `ConnectionError` otherwise; after a rejection nothing is left open. The session sends
 * `session.update`. `send` after the connection is gone throws a `ConnectionError`; the session never lets that reach the app.
 * A `response.output_audio.delta` arrives as an `audio` signal, and as an `event` whose `delta` is empty, in that order.
 */
export interface Transport {
  readonly kind: 'webrtc' | 'websocket' | (string & {})
  /** `frames`: audio is bytes, the client plays and truncates. `track`: the server does. */
  readonly audio: 'frames' | 'track'
  connect(options: {
    config: SessionConfig
    credentials: () => Promise<Credentials>
    signal: AbortSignal
  }): Promise<void>
  send(event: ClientEvent): void
  /** Microphone audio in the session's input format; sent as `input_audio_buffer.append` where audio is frames. */
  sendAudio(bytes: Uint8Array): void
  /** For transports that play the audio themselves: whether its bytes, and the emptied delta events, are wanted here as well. */
  forwardAudio?(wanted: boolean): void
  close(): Promise<void>
  subscribe(listener: (signal: TransportSignal) => void): () => void
}

export interface TransportEnvironment {
  /** The service's base, such as `https://api.openai.com/v1`, or the socket's address: `connectionUrl` understands both. */
  url: string
  model: string
  clock: Clock
  /** Attach to a running call instead of starting a session. */
  callId?: string
}
export type TransportFactory = (env: TransportEnvironment) => Transport
