import { ConnectionError, isRealtimeError, type RealtimeError } from '../errors.ts'
import { isKnownServerEvent, type SessionConfig } from '../protocol/index.ts'
import type { Transport, TransportSignal } from '../transport/transport.ts'
import type { SessionPorts } from './ports.ts'
import type { SessionEvent } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'

/** Opens one transport at a time, feeds what it says into the fold, and closes it. Attempts are told apart by their generation. */
export interface ConnectionOpener {
  readonly transport: Transport | null
  /** Calls off an attempt that is still under way. */
  open(generation: number): void
  /** Stops the attempt, or the connection. What cleaning up needs is awaited by `closed`. */
  close(): void
  /** Settles when everything that was opened is closed; rejects when a transport could not be. */
  closed(): Promise<void>
}

export interface ConnectionOpenerOptions {
  ports: SessionPorts
  state(): SessionState
  dispatch(event: SessionEvent): void
  build(): Promise<{ config: SessionConfig; model: string; attached: boolean }>
  onAudio(signal: Extract<TransportSignal, { type: 'audio' }>): void
  /** Whether anybody here wants audio that the transport plays by itself. */
  wantsAudio(): boolean
  onRaw(signal: Extract<TransportSignal, { type: 'event' }>): void
}

export function createConnectionOpener(options: ConnectionOpenerOptions): ConnectionOpener {
  const { ports, dispatch } = options
  let transport: Transport | null = null
  let controller: AbortController | null = null
  let unsubscribe: (() => void) | null = null
  /** Transports being closed, and those whose close failed. */
  const dying = new Map<Transport, Promise<void>>()
  const failed = new Set<Transport>()

  const receive = (generation: number, signal: TransportSignal): void => {
    if (options.state().link.generation !== generation) return
    switch (signal.type) {
      case 'event':
        options.onRaw(signal)
        // A listener of the raw event may have closed the session.
        if (options.state().link.generation !== generation) return
        if (isKnownServerEvent(signal.event)) dispatch(signal.event)
        return
      case 'audio':
        transport?.forwardAudio?.(options.wantsAudio())
        return options.onAudio(signal)
      case 'malformed':
        return dispatch({ type: 'error.reported', error: signal.error })
      case 'dropped':
        return dispatch({ type: 'audio.dropped', ms: signal.ms })
      case 'rtt':
        return dispatch({ type: 'network.measured', rttMs: signal.ms })
      case 'closed':
        return dispatch({ type: 'transport.closed', generation, error: signal.error })
    }
  }

  const attempt = async (generation: number, own: AbortController): Promise<void> => {
    const { signal } = own
    try {
      const { config, model, attached } = await options.build()
      signal.throwIfAborted()
      const opened = ports.createTransport(model)
      transport = opened
      // A connection may end in the moment it opens: that is told once the opening was.
      let early: TransportSignal | null = null
      let told = false
      unsubscribe = opened.subscribe((said) => {
        if (said.type === 'closed' && !told) early = said
        else receive(generation, said)
      })
      opened.forwardAudio?.(options.wantsAudio())
      const tries = (options.state().link.retry?.attempt ?? 0) + 1
      await opened.connect({ config, credentials: () => ports.credentials({ signal, attempt: tries }), signal })
      if (signal.aborted) {
        discard(opened)
        return
      }
      const { kind, audio } = opened
      const fallback = (opened as { fallback?: boolean }).fallback ?? false
      told = true
      dispatch({ type: 'transport.opened', generation, kind, audio, fallback, attached, config })
      if (early) receive(generation, early)
    } catch (cause) {
      if (signal.aborted) return
      release()
      dispatch({ type: 'transport.failed', generation, error: connectError(cause) })
    }
  }

  const release = (): void => {
    unsubscribe?.()
    unsubscribe = null
    if (transport) discard(transport)
    transport = null
  }
  const discard = (old: Transport): void => {
    const closing = old.close().then(
      () => void failed.delete(old),
      (cause: unknown) => {
        failed.add(old)
        throw cause
      },
    )
    dying.set(
      old,
      closing.finally(() => dying.delete(old)),
    )
    dying.get(old)!.catch(() => {})
  }

  const close = (): void => {
    controller?.abort()
    controller = null
    release()
  }

  return {
    get transport() {
      return transport
    },
    open(generation) {
      // A network that comes back starts anew while the attempt of before still waits for it.
      close()
      controller = new AbortController()
      void attempt(generation, controller)
    },
    close,
    async closed() {
      // One whose close failed before is tried again.
      for (const old of failed) if (!dying.has(old)) discard(old)
      const results = await Promise.allSettled(dying.values())
      const refused = results.find((result) => result.status === 'rejected')
      if (refused) throw refused.reason
    },
  }
}

function connectError(cause: unknown): RealtimeError {
  if (isRealtimeError(cause)) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  return new ConnectionError('handshake_failed', `The connection could not be made: ${message}`, {
    cause,
    severity: 'fatal',
  })
}
