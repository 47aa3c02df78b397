import { createEmitter } from '../emitter.ts'
import { isRealtimeError } from '../errors.ts'
import type { Transport, TransportEnvironment, TransportFactory, TransportSignal } from './transport.ts'

/** A transport that says whether it is the one that was wanted. */
export interface AutoTransport extends Transport {
  /** True when the first choice could not connect and the second does its work. */
  readonly fallback: boolean
}

/**
 * The first transport that connects: a call, and a socket where a firewall or the server keeps calls out. What a second
 * way cannot cure (a refused key, an attempt given up) ends the attempt.
 */
export function createAutoTransport(
  environment: TransportEnvironment,
  first: TransportFactory,
  second: TransportFactory,
): AutoTransport {
  const signals = createEmitter<TransportSignal>()
  let current = first(environment)
  let fallback = false
  current.subscribe((signal) => signals.emit(signal))
  return {
    get kind() {
      return current.kind
    },
    get audio() {
      return current.audio
    },
    get fallback() {
      return fallback
    },
    async connect(options) {
      try {
        await current.connect(options)
      } catch (error) {
        if (fallback || options.signal.aborted || !mayHelp(error)) throw error
        current = second(environment)
        fallback = true
        current.subscribe((signal) => signals.emit(signal))
        await current.connect(options)
      }
    },
    send: (event) => current.send(event),
    sendAudio: (bytes) => current.sendAudio(bytes),
    close: () => current.close(),
    subscribe: (listener) => signals.subscribe(listener),
  }
}

/** A server without calls answers 404, 405 or 501; a network without media does not connect in time. */
function mayHelp(error: unknown): boolean {
  if (!isRealtimeError(error)) return true
  const { status } = error as { status?: number }
  if (error.code === 'missing_provider' || error.code === 'handshake_timed_out') return true
  if (error.code !== 'handshake_failed') return false
  return status === undefined || status === 404 || status === 405 || status >= 500
}
