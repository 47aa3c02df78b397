import { createEmitter } from '../emitter.ts'
import { ConfigError, ConnectionError } from '../errors.ts'
import { askForCredentials, withDeadline } from './askForCredentials.ts'
import { callsUrl } from './connectionUrl.ts'
import type { Fetch } from './exchangeSdp.ts'
import { PeerCall } from './peerCall.ts'
import type { Transport, TransportEnvironment, TransportSignal } from './transport.ts'
import { abortedError, alreadyConnectedError, notConnectedError } from './transportErrors.ts'

/** Where a call gets its sound from and gives it to. The transport never stops the tracks. */
export interface CallMedia {
  /** The microphone's track now, null while there is none; a `MediaStreamTrack`. */
  track(): unknown
  /** Tells when `track()` may have changed. */
  onTrackChange(listener: () => void): () => void
  /** Plays the other side; a `MediaStream`. Returns how to stop. */
  play(stream: MediaStream): () => void
}

export interface WebRtcTransportOptions {
  media: CallMedia
  /** How long credentials, and then the call's setting up, may take. Default 20,000. */
  connectTimeoutMs?: number
  /** Default: the platform's. */
  fetch?: Fetch
  /** Default: a connection without ICE servers, which the public service does not need. */
  createPeerConnection?: () => RTCPeerConnection
}

/**
 * A call: sound as media tracks, events over a data channel. The server plays out and truncates; locally only the remote
 * track is silenced at once when the user interrupts.
 */
export function createWebRtcTransport(environment: TransportEnvironment, options: WebRtcTransportOptions): Transport {
  const { clock } = environment
  const timeoutMs = options.connectTimeoutMs ?? 20_000
  const signals = createEmitter<TransportSignal>()
  let attempt: AbortController | null = null
  let call: PeerCall | null = null

  return {
    kind: 'webrtc',
    audio: 'track',
    async connect({ config, credentials, signal }) {
      if (attempt || call) throw alreadyConnectedError()
      const url = callsUrl(environment.url)
      const createPeerConnection = options.createPeerConnection ?? defaultPeerConnection()
      const controller = new AbortController()
      attempt = controller
      const abort = AbortSignal.any([signal, controller.signal])
      let opening: PeerCall | null = null
      try {
        const secrets = await askForCredentials(credentials, { clock, timeoutMs, signal: abort })
        if (abort.aborted) throw abortedError()
        opening = new PeerCall({
          connection: createPeerConnection(),
          url,
          model: environment.model,
          secrets,
          config,
          clock,
          media: options.media,
          fetch: options.fetch ?? ((to, init) => globalThis.fetch(to, init)),
          onOpen: (opened) => {
            call = opened
          },
          emit: (next) => {
            if (next.type === 'closed') call = null
            signals.emit(next)
          },
        })
        await withDeadline(opening.open(abort), {
          clock,
          timeoutMs,
          signal: abort,
          onTimeout: () => timedOut(timeoutMs),
        })
      } catch (error) {
        opening?.abandon()
        throw abort.aborted ? abortedError() : error
      } finally {
        if (attempt === controller) attempt = null
      }
    },
    send(event) {
      if (!call) throw notConnectedError()
      call.send(event)
    },
    // The microphone's track carries the user's voice; bytes have no way into a call.
    sendAudio() {},
    async close() {
      attempt?.abort()
      call?.close()
    },
    subscribe: (listener) => signals.subscribe(listener),
  }
}

function defaultPeerConnection(): () => RTCPeerConnection {
  if (typeof RTCPeerConnection === 'undefined') {
    throw new ConfigError('missing_provider', 'There is no WebRTC here. Use the `websocket` transport.', {
      path: 'modelConfig.transport',
    })
  }
  return () => new RTCPeerConnection()
}

function timedOut(timeoutMs: number): ConnectionError {
  return new ConnectionError(
    'handshake_timed_out',
    `The call was not connected within ${Math.round(timeoutMs / 1000)} s. A firewall may keep media out; the \`websocket\` transport may work there.`,
    { retryable: true, severity: 'fatal' },
  )
}
