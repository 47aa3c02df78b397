import { createRealtimeServer } from '../server/realtimeServer.ts'
import type { Connection } from '../server/connection.ts'
import type { RealtimeServerOptions } from '../server/serverOptions.ts'
import { createScriptResponder } from '../responder/scriptResponder.ts'
import type { Script } from '../responder/script.ts'
import { createLevelDetector } from '../turn/levelDetector.ts'
import { createPreparedVoice } from '../voice/preparedVoice.ts'
import { createPageConnector } from './pageWebRtc.ts'
import { createMemorySocket, type MemorySocket } from './memorySocket.ts'

export interface MemoryServerOptions extends Partial<Omit<RealtimeServerOptions, 'responder'>> {
  /** Default: the rules of the ordinary server, which call tools and make small talk. */
  responder?: RealtimeServerOptions['responder']
  /** Shorthand for a scripted responder. */
  script?: Script
}

export interface MemoryServer {
  /** A socket in this page, for every client that lets its socket be handed in: `createWebSocket: server.createWebSocket`. */
  createWebSocket: (
    url: string | URL,
    options?: string | string[] | { headers?: Record<string, string> },
  ) => MemorySocket
  /** The server's end for transports that connect in memory by themselves. */
  accept: (peer: MemoryPeer) => void
  /** The HTTP endpoints, to be called like `fetch`. In a page, `/v1/realtime/calls` answers with the other end of a real call. */
  fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  sessionCount(): number
  close(): void
}

/** The other end of a connection in memory, as a transport hands it over. */
export interface MemoryPeer {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  send: (event: string) => void
  close: (code?: number, reason?: string) => void
  onEvent(listener: (event: object) => void): unknown
  onClose(listener: (code: number) => void): void
}

/**
 * The server without sockets, Node or models: it hears by loudness, hums its answers, and its audio comes at once. In a page it
 * takes WebRTC calls too, whose media really travel from one end to the other.
 */
export function createMemoryServer(options: MemoryServerOptions = {}): MemoryServer {
  const { script, responder: given, ...rest } = options
  const responder = given ?? (script ? createScriptResponder(script, options.clock) : undefined)
  const parts = {
    detector: createLevelDetector(),
    recognizer: null,
    voice: createPreparedVoice(),
    seed: 1,
    ...rest,
    ...(responder ? { responder } : {}),
  }
  const inPage = typeof RTCPeerConnection === 'function' && typeof AudioContext === 'function'
  const server = createRealtimeServer(parts, inPage ? createPageConnector() : undefined)
  const urlOf = (url: string | URL) => new URL(url, 'ws://localhost/v1/realtime')
  return {
    createWebSocket(url, given = {}) {
      const protocols = typeof given === 'string' ? [given] : Array.isArray(given) ? given : []
      const headers = new Headers(typeof given === 'object' && !Array.isArray(given) ? given.headers : {})
      return createMemorySocket(String(url), protocols.includes('realtime') ? 'realtime' : '', (socket) =>
        server.connect({ url: urlOf(url), headers, protocols }, socket),
      )
    },
    accept(peer) {
      const connection: Connection = server.connect(
        { url: urlOf(peer.url), headers: new Headers(peer.headers), protocols: [] },
        {
          send: (event) => peer.send(JSON.stringify(event)),
          sendText: (text) => peer.send(text),
          close: (code, reason) => peer.close(code, reason),
        },
      )
      peer.onEvent((event) => connection.message(JSON.stringify(event)))
      peer.onClose(() => connection.closed())
    },
    fetch: (input, init) =>
      server.fetch(input instanceof Request ? input : new Request(new URL(input, 'http://localhost'), init)),
    sessionCount: () => server.sessionCount(),
    close: () => server.close(),
  }
}
