import { createEmitter } from '../emitter.ts'
import type { ConnectionError, RealtimeError } from '../errors.ts'
import { closeError } from '../transport/closeError.ts'
import { connectionUrl } from '../transport/connectionUrl.ts'
import { createRedactor, type Redact } from '../transport/redact.ts'
import { askForCredentials } from '../transport/askForCredentials.ts'
import type { Transport, TransportEnvironment, TransportSignal } from '../transport/transport.ts'
import { abortedError, alreadyConnectedError, notConnectedError } from '../transport/transportErrors.ts'
import type { EngineLink } from './engineLink.ts'
import type { EngineNews } from './engineMessages.ts'
import type { EnginePlayer } from './enginePlayer.ts'
import { fromPlain, type PlainError } from './plainError.ts'

const credentialsTimeoutMs = 15_000
let connections = 0

/** A WebSocket that the engine holds. Keys are asked for here, and handed over for the one attempt. */
export function createEngineTransport(
  environment: TransportEnvironment,
  link: EngineLink,
  player: EnginePlayer,
): Transport {
  const { url, clock } = environment
  const signals = createEmitter<TransportSignal>()
  let attempt: AbortController | null = null
  let connection = 0
  let open = false
  let forward = false
  let redact: Redact = (text) => text
  const revive = (plain: PlainError): RealtimeError => fromPlain(plain, (ending) => closeError(ending, redact))
  let gone: Promise<void> = Promise.resolve()
  let unsubscribe = () => {}
  const user = {}

  const end = (error: ConnectionError | null) => {
    if (!open) return
    open = false
    signals.emit({ type: 'closed', error })
  }
  const receive = (news: EngineNews) => {
    if (news.type !== 'signal' || news.connection !== connection || !open) return
    const { signal, flushed } = news
    if (signal.type === 'closed') {
      unsubscribe()
      link.release(user)
      return end(signal.error && (revive(signal.error) as ConnectionError))
    }
    const revived: TransportSignal = signal.type === 'malformed' ? { ...signal, error: revive(signal.error) } : signal
    if (flushed) player.whileFlushed(() => signals.emit(revived))
    else signals.emit(revived)
  }

  /** Ends this connection in the engine, and stops listening when it is gone. */
  const release = (id: number, unsubscribe: () => void): void => {
    gone = new Promise<void>((resolve) => {
      const stop = link.subscribe((news) => {
        if (news.type !== 'gone' || news.connection !== id) return
        stop()
        unsubscribe()
        link.release(user)
        resolve()
      })
      // An engine that was ended takes its connections with it, and says nothing.
      if (!link.running) resolve()
    })
    link.post({ type: 'close', connection: id })
  }

  return {
    kind: 'websocket',
    audio: 'frames',
    async connect({ config, credentials, signal }) {
      if (attempt || open) throw alreadyConnectedError()
      const address = connectionUrl(url, environment)
      const controller = new AbortController()
      attempt = controller
      const abort = AbortSignal.any([signal, controller.signal])
      try {
        const secrets = await askForCredentials(credentials, { clock, timeoutMs: credentialsTimeoutMs, signal: abort })
        if (abort.aborted) throw abortedError()
        redact = createRedactor(secrets)
        link.acquire(user)
        const id = ++connections
        connection = id
        await new Promise<void>((resolve, reject) => {
          const onAbort = () => {
            release(id, unsubscribe)
            reject(abortedError())
          }
          abort.addEventListener('abort', onAbort, { once: true })
          unsubscribe = link.subscribe((news) => {
            if (!('connection' in news) || news.connection !== id) return
            if (news.type === 'failed') {
              unsubscribe()
              link.release(user)
              abort.removeEventListener('abort', onAbort)
              return reject(revive(news.error))
            }
            if (
              (news.type === 'opened' || news.type === 'signal') &&
              !open &&
              !abort.aborted &&
              attempt === controller
            ) {
              open = true
              abort.removeEventListener('abort', onAbort)
              resolve()
            }
            receive(news)
          })
          if (forward) link.post({ type: 'forwardAudio', wanted: true })
          link.post({ type: 'connect', connection: id, url: address, config, secrets })
        })
      } finally {
        if (attempt === controller) attempt = null
      }
    },
    send(event) {
      if (!open) throw notConnectedError()
      link.post({ type: 'send', connection, event })
    },
    sendAudio(bytes) {
      if (!open) throw notConnectedError()
      link.post({ type: 'sendAudio', connection, bytes })
    },
    forwardAudio(wanted) {
      if (wanted === forward) return
      forward = wanted
      link.post({ type: 'forwardAudio', wanted })
    },
    async close() {
      attempt?.abort()
      if (open) {
        release(connection, unsubscribe)
        end(null)
      }
      await gone
    },
    subscribe: (listener) => signals.subscribe(listener),
  }
}
