import type { ClientEvent, ServerEvent } from '../protocol/index.ts'
import type { WebSocketLike } from './socket.ts'

/** The server's end of a connection in memory: what it sends arrives in order, never within the call that sent it. */
export interface MemoryPeer {
  /** What the client asked for: the address with its query, and the headers. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** An event, or any text at all as one frame. */
  send: (event: ServerEvent | string) => void
  /** Default code 1000. */
  close: (code?: number, reason?: string) => void
  /** Every event of the client from the first on, also those sent before this was called. */
  onEvent(listener: (event: ClientEvent) => void): () => void
  /** With the code of the client's close, or of the one that was sent. */
  onClose(listener: (code: number) => void): void
  /** From now on what the client sends waits in its socket, as on a network that takes nothing. */
  pause(): void
  resume(): void
}

export interface MemoryAccept {
  /** Called for every connection. Throw to refuse it, as a server that answers the handshake with an HTTP error. */
  (peer: MemoryPeer): void
}

/** A socket whose other end is handed to `accept`. */
export function createMemorySocket(
  url: string,
  headers: Readonly<Record<string, string>>,
  accept: MemoryAccept,
): WebSocketLike {
  const handlers: { [type: string]: ((event: never) => void)[] } = {}
  const fire = (type: string, event: object) => handlers[type]?.forEach((handler) => handler(event as never))
  const eventListeners = new Set<(event: ClientEvent) => void>()
  const closeListeners: ((code: number) => void)[] = []
  const backlog: string[] = []
  let inFlight: string[] = []
  let paused = false
  let phase: 'connecting' | 'open' | 'closed' = 'connecting'

  const deliver = () => {
    if (paused || eventListeners.size === 0) return
    for (const frame of inFlight.splice(0)) {
      backlog.push(frame)
      const event = JSON.parse(frame) as ClientEvent
      for (const listener of Array.from(eventListeners)) listener(event)
    }
  }
  const end = (code: number, reason: string) => {
    if (phase === 'closed') return
    phase = 'closed'
    queueMicrotask(() => {
      fire('close', { code, reason })
      for (const listener of closeListeners) listener(code)
    })
  }
  const peer: MemoryPeer = {
    url,
    headers,
    send(event) {
      if (phase === 'closed') return
      const data = typeof event === 'string' ? event : JSON.stringify(event)
      // A microtask each keeps the order, also with the closing that may follow.
      queueMicrotask(() => fire('message', { data }))
    },
    close: (code = 1000, reason = '') => end(code, reason),
    onEvent(listener) {
      for (const frame of backlog) listener(JSON.parse(frame) as ClientEvent)
      eventListeners.add(listener)
      queueMicrotask(deliver)
      return () => void eventListeners.delete(listener)
    },
    onClose: (listener) => void closeListeners.push(listener),
    pause() {
      paused = true
    },
    resume() {
      paused = false
      queueMicrotask(deliver)
    },
  }

  queueMicrotask(() => {
    if (phase === 'closed') return
    try {
      accept(peer)
    } catch (error) {
      fire('error', { message: error instanceof Error ? error.message : String(error) })
      end(1006, '')
      return
    }
    phase = 'open'
    fire('open', {})
  })

  return {
    binaryType: 'arraybuffer',
    get bufferedAmount() {
      return paused ? inFlight.reduce((sum, frame) => sum + frame.length, 0) : 0
    },
    send(data) {
      if (phase !== 'open') return
      inFlight.push(data)
      queueMicrotask(deliver)
    },
    close: (code = 1000, reason = '') => end(code, reason),
    addEventListener(type: string, listener: (event: never) => void) {
      ;(handlers[type] ??= []).push(listener)
    },
  }
}
