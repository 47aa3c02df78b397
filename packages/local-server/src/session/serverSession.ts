import { createAudioLedger } from './audioLedger.ts'
import { createDetectorFeed } from './detectorFeed.ts'
import type { OutgoingEvent } from './effect.ts'
import { createEffectRunner } from './runEffect.ts'
import type { SessionEvent } from './sessionEvent.ts'
import type { SessionPorts } from './sessionPorts.ts'
import type { SessionState } from './sessionState.ts'
import { transition } from './transition.ts'

/** One running session: folds what happens into its state and has the effects performed. Owns no socket. */
export interface ServerSession {
  readonly id: string
  state(): SessionState
  /** Sends `session.created` and begins to listen. */
  open(): void
  /** A text frame or data channel message. */
  receive(text: string): void
  receiveBinary(): void
  /** Audio of a media track. */
  receiveMedia(samples: Int16Array, sampleRate: number): void
  dispatch(event: SessionEvent): void
  /** More than one connection may follow the same session. Returns the end of it. */
  subscribe(listener: SessionListener): () => void
  /** Ends the session at once, without a word to the client. */
  stop(): void
}

export interface SessionListener {
  event(event: OutgoingEvent): void
  /** The server ends the connection. */
  close(code: number, reason: string): void
}

export function createServerSession(initial: SessionState, ports: SessionPorts): ServerSession {
  let state = initial
  let stopped = false
  const ending = new AbortController()
  const listeners = new Set<SessionListener>()
  const ledger = createAudioLedger()
  const queue: SessionEvent[] = []
  let folding = false

  const dispatch = (event: SessionEvent) => {
    if (stopped) return
    queue.push(event)
    if (folding) return
    folding = true
    try {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [after, effects] = transition(state, next, ports.clock.now())
        state = after
        for (const effect of effects) perform(effect)
      }
    } catch (error) {
      fail(error)
    } finally {
      folding = false
    }
  }
  /** A mistake of ours ends this session; the others and the process go on. */
  const fail = (error: unknown) => {
    console.error('A session failed and was closed:', error)
    const told = [...listeners]
    stop()
    for (const listener of told) listener.close(1011, 'The server had an error while processing the session.')
  }
  const listening = createDetectorFeed(ports.detector, (generation, probability) =>
    dispatch({ type: 'detector.window', generation, probability }),
  )
  const stop = () => {
    if (stopped) return
    stopped = true
    queue.length = 0
    ending.abort(new Error('The session is over.'))
    listening.close()
    listeners.clear()
  }
  const perform = createEffectRunner({
    ports,
    ledger,
    listening,
    dispatch,
    send: (event) => {
      for (const listener of listeners) listener.event(event)
    },
    close: (code, reason) => {
      const told = [...listeners]
      stop()
      for (const listener of told) listener.close(code, reason)
    },
    signal: ending.signal,
  })

  return {
    id: initial.id,
    state: () => state,
    open: () => dispatch({ type: 'session.opened' }),
    receive(text) {
      let event: unknown
      try {
        event = JSON.parse(text)
      } catch (error) {
        const detail = error instanceof Error ? error.message.slice(0, 120) : ''
        const message = `Invalid event: failed to parse JSON value. ${detail}`.trim()
        return dispatch({ type: 'client.unreadable', issue: { code: 'invalid_json', message, param: null } })
      }
      dispatch({ type: 'client.event', event })
    },
    receiveBinary() {
      const message = 'Expected a text WebSocket message; binary frames are not supported.'
      dispatch({ type: 'client.unreadable', issue: { code: 'invalid_event', message, param: null } })
    },
    receiveMedia(samples, sampleRate) {
      if (stopped) return
      dispatch({ type: 'input.media', durationMs: ledger.append(samples, sampleRate) })
      listening.write(samples, sampleRate)
    },
    dispatch,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop,
  }
}
