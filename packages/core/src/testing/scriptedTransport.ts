import { createEmitter } from '../emitter.ts'
import { ConnectionError, type RealtimeError } from '../errors.ts'
import { parseServerEvent, type ClientEvent, type ServerEvent, type SessionConfig } from '../protocol/index.ts'
import type { Credentials, Transport, TransportFactory, TransportSignal } from '../transport/transport.ts'

/** What the script expects the session to send next, and what the server answers. */
export interface ScriptStep {
  /** An event type, or a question to the event. */
  expect: ClientEvent['type'] | ((event: ClientEvent) => boolean)
  emit?: readonly ServerEvent[]
}

export interface ScriptedTransportOptions {
  audio?: 'frames' | 'track'
  kind?: string
  /** Answer every `session.update` with the session it asks for, as the service does. Default true. */
  acknowledge?: boolean
  /** The effective turn detection the server reports; default what was asked for. */
  script?: readonly ScriptStep[]
}

/** The server's side of a session, moved by hand: what was sent is recorded, what is received is up to the test. */
export interface ScriptedTransport {
  readonly factory: TransportFactory
  /** Deep copies of everything sent, in order. */
  readonly sent: readonly ClientEvent[]
  readonly audio: readonly Uint8Array[]
  /** Credentials never appear here: only which kind was given. */
  readonly connects: readonly { config: SessionConfig; credential: 'apiKey' | 'clientSecret' | 'headers' | 'none' }[]
  readonly remainingSteps: number
  readonly open: boolean
  readonly closes: number
  receive(...events: ServerEvent[]): void
  receiveAudio(itemId: string, responseId: string, bytes: Uint8Array, contentIndex?: number): void
  /** The transport has measured the network, there and back. */
  measure(rttMs: number): void
  /** The connection ends: null for a normal close. */
  drop(error: RealtimeError | null): void
  /** The next `connect` waits until released, or fails. */
  holdNextConnect(): { release(): void; fail(error: RealtimeError): void }
  failNextSend(error: Error): void
  failNextClose(error: Error): void
  /** Forgets what was sent so far. */
  clear(): void
  /** @throws Error naming the steps of the script that were never reached. */
  assertComplete(): void
}

/** Thrown where the session sends something the script does not expect; the step is not used up. */
export class UnexpectedSendError extends Error {
  constructor(actual: ClientEvent, expected: ScriptStep | undefined) {
    const wanted =
      expected === undefined
        ? 'nothing more'
        : typeof expected.expect === 'string'
          ? `\`${expected.expect}\``
          : 'another event'
    super(`The session sent \`${actual.type}\`, but the script expects ${wanted}.`)
    this.name = 'UnexpectedSendError'
  }
}

export function createScriptedTransport(options: ScriptedTransportOptions = {}): ScriptedTransport {
  const { audio = 'frames', kind = audio === 'track' ? 'webrtc' : 'websocket', acknowledge = true } = options
  const sent: ClientEvent[] = []
  const sounds: Uint8Array[] = []
  const connects: { config: SessionConfig; credential: 'apiKey' | 'clientSecret' | 'headers' | 'none' }[] = []
  let steps = [...(options.script ?? [])]
  let current: { emit(signal: TransportSignal): void; alive: boolean } | null = null
  let gate: Promise<void> | null = null
  let sendFailure: Error | null = null
  let closeFailure: Error | null = null
  let closes = 0
  const queue: (() => void)[] = []
  let delivering = false

  /** What a listener causes is delivered after what is being delivered. */
  const deliver = (work: () => void): void => {
    queue.push(work)
    if (delivering) return
    delivering = true
    try {
      for (let next = queue.shift(); next; next = queue.shift()) next()
    } finally {
      delivering = false
      queue.length = 0
    }
  }
  const receive = (...events: ServerEvent[]): void => {
    for (const event of events) {
      deliver(() => {
        const parsed = parseServerEvent(structuredClone(event))
        if (parsed.kind === 'malformed') current?.emit({ type: 'malformed', error: parsed.error })
        else current?.emit({ type: 'event', event: parsed.event })
      })
    }
  }
  const answer = (event: ClientEvent): void => {
    const [step] = steps
    if (options.script) {
      const fits =
        step && (typeof step.expect === 'string' ? step.expect === event.type : step.expect(structuredClone(event)))
      if (!fits) throw new UnexpectedSendError(event, step)
      steps = steps.slice(1)
    }
    sent.push(structuredClone(event))
    if (step?.emit) receive(...step.emit)
    else if (event.type === 'session.update' && acknowledge)
      receive({ type: 'session.updated', session: { ...event.session, id: 'sess_1' } } as ServerEvent)
  }

  const factory: TransportFactory = () => {
    const signals = createEmitter<TransportSignal>()
    const own = { emit: (signal: TransportSignal) => signals.emit(signal), alive: true }
    const transport: Transport = {
      kind,
      audio,
      async connect({ config, credentials, signal }) {
        const secrets = await credentials()
        signal.throwIfAborted()
        connects.push({ config: structuredClone(config), credential: kindOf(secrets) })
        if (gate) {
          const waiting = gate
          gate = null
          await Promise.race([
            waiting,
            new Promise((_, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
            }),
          ])
        }
        signal.throwIfAborted()
        current = own
      },
      send(event) {
        if (sendFailure) {
          const error = sendFailure
          sendFailure = null
          throw error
        }
        if (!own.alive) throw new ConnectionError('closed_by_server', 'The connection is closed.')
        answer(event)
      },
      sendAudio: (bytes) => void sounds.push(bytes.slice()),
      async close() {
        if (closeFailure) {
          const error = closeFailure
          closeFailure = null
          throw error
        }
        if (!own.alive) return
        own.alive = false
        closes++
        if (current === own) current = null
      },
      subscribe: (listener) => signals.subscribe(listener),
    }
    return transport
  }

  return {
    factory,
    sent,
    audio: sounds,
    connects,
    get remainingSteps() {
      return steps.length
    },
    get open() {
      return current !== null
    },
    get closes() {
      return closes
    },
    receive,
    receiveAudio(itemId, responseId, bytes, contentIndex = 0) {
      deliver(() => current?.emit({ type: 'audio', bytes, itemId, contentIndex, responseId }))
    },
    measure: (ms) => deliver(() => current?.emit({ type: 'rtt', ms })),
    drop(error) {
      const lost = current
      current = null
      if (lost) lost.alive = false
      lost?.emit({ type: 'closed', error })
    },
    holdNextConnect() {
      let release = (): void => {}
      let fail = (_error: RealtimeError): void => {}
      gate = new Promise<void>((resolve, reject) => {
        release = resolve
        fail = reject
      })
      gate.catch(() => {})
      return { release: () => release(), fail: (error) => fail(error) }
    },
    failNextSend(error) {
      sendFailure = error
    },
    failNextClose(error) {
      closeFailure = error
    },
    clear() {
      sent.length = 0
      sounds.length = 0
    },
    assertComplete() {
      if (steps.length === 0) return
      const names = steps.map((step) => (typeof step.expect === 'string' ? step.expect : 'a matching event')).join(', ')
      throw new Error(`The script was not finished; still expected: ${names}.`)
    },
  }
}

function kindOf(secrets: Credentials): 'apiKey' | 'clientSecret' | 'headers' | 'none' {
  if (secrets.headers !== undefined) return 'headers'
  if (secrets.clientSecret !== undefined) return 'clientSecret'
  return secrets.apiKey === undefined ? 'none' : 'apiKey'
}
