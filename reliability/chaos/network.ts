import type { Clock } from '@parley/core'
import type { FaultPlan } from '@parley/local-server'
import {
  createRealtimeServer,
  withFaults,
  type CallConnector,
  type Connection,
  type RealtimeServer,
  type ServerSocket,
  type WebSocketLike,
} from './parts.ts'

type ServerOptions = Parameters<typeof createRealtimeServer>[0]

/** A way to a session of the server that faults can be put on, and that can be cut. */
export interface Link {
  arm(plan: FaultPlan): void
  disarm(): void
  cut(): void
  pause(): void
  resume(): void
}

/** A frame that reached the client whole. */
export interface Delivered {
  type: string
  item?: { id?: string; type?: string; role?: string }
}

export interface Network {
  fetch: (input: string, init?: RequestInit) => Promise<Response>
  /** `browser`: a failed handshake says nothing; `node`: the socket's error names the status. */
  openSocket(
    url: string,
    headers: Record<string, string>,
    protocols: string[],
    style: 'browser' | 'node',
  ): WebSocketLike
  /** What new connections and requests meet. */
  trouble: {
    secretStatus: number
    openStatus: number
    handshakeMs: number
    down: boolean
    paused: boolean
    /** The limit of sessions begun from now on; 0 for the usual one. */
    expireMs: number
    plan: FaultPlan | null
  }
  readonly links: ReadonlySet<Link>
  readonly delivered: readonly Delivered[]
  /** Every event of the client, with the number of its connection. */
  readonly received: readonly { connection: number; event: { type: string; item?: { id?: string } } }[]
  sessions(): number
  /** The server goes, with everything it knew, and is back after `downMs`. */
  restart(downMs: number): void
  /** Registers a link that is not a socket; returns its number and its end. */
  track(link: Link): { connection: number; plan: FaultPlan | null; end(): void }
  note(frame: string): void
  heard(connection: number, frame: string): void
}

/** The server behind a network in memory, whose moods are set by hand. */
export function createNetwork(options: {
  clock: Clock
  server: Omit<ServerOptions, 'clock'>
  calls: (network: Network) => CallConnector
}): Network {
  const { clock } = options
  const links = new Set<Link>()
  const delivered: Delivered[] = []
  const received: { connection: number; event: { type: string; item?: { id?: string } } }[] = []
  const trouble: Network['trouble'] = {
    secretStatus: 0,
    openStatus: 0,
    handshakeMs: 0,
    down: false,
    paused: false,
    expireMs: 0,
    plan: null,
  }
  let connections = 0
  const start = (): RealtimeServer =>
    createRealtimeServer({ ...options.server, clock, seed: 11 + connections }, options.calls(network))

  const network: Network = {
    trouble,
    links,
    delivered,
    received,
    async fetch(input, init = {}) {
      if (trouble.down) throw new TypeError('fetch failed')
      const url = new URL(input, 'http://localhost/')
      const status = url.pathname.endsWith('/client_secrets') ? trouble.secretStatus : trouble.openStatus
      const opens = url.pathname.endsWith('/calls')
      const plan = [
        status > 0 && `status:${status}`,
        opens && trouble.handshakeMs > 0 && `handshake:${trouble.handshakeMs}`,
        opens && trouble.expireMs > 0 && `expire:${trouble.expireMs}`,
      ]
      const headers = new Headers(init.headers)
      headers.set('host', 'localhost')
      const faults = plan.filter(Boolean).join(',')
      if (faults !== '') headers.set('x-parley-fault', faults)
      init.signal?.throwIfAborted()
      const { signal: _, ...rest } = init
      return await server.fetch(new Request(url, { ...rest, headers }))
    },
    openSocket: (url, headers, protocols, style) => openSocket(url, headers, protocols, style),
    sessions: () => server.sessionCount(),
    restart(downMs) {
      server.close()
      trouble.down = true
      server = start()
      clock.setTimeout(() => {
        trouble.down = false
      }, downMs)
    },
    track(link) {
      links.add(link)
      return { connection: ++connections, plan: trouble.plan, end: () => void links.delete(link) }
    },
    note(frame) {
      try {
        delivered.push(JSON.parse(frame) as Delivered)
      } catch {
        // A frame that was cut: the client can make nothing of it either.
      }
    },
    heard(connection, frame) {
      received.push({ connection, event: JSON.parse(frame) as { type: string } })
    },
  }
  let server = start()

  const openSocket: Network['openSocket'] = (url, headers, protocols, style) => {
    const handlers: Record<string, ((event: never) => void)[]> = {}
    const fire = (type: string, event: object): void => handlers[type]?.forEach((handler) => handler(event as never))
    let phase: 'connecting' | 'open' | 'closed' = 'connecting'
    let session: Connection | null = null
    let paused = trouble.paused
    let waiting: string[] = []

    const end = (code: number, reason: string): void => {
      if (phase === 'closed') return
      phase = 'closed'
      tracked.end()
      queueMicrotask(() => {
        session?.closed()
        fire('close', { code, reason })
      })
    }
    const deliver = (text: string): void => {
      queueMicrotask(() => {
        if (phase !== 'open') return
        network.note(text)
        fire('message', { data: text })
      })
    }
    const plain: ServerSocket = {
      send: (event) => deliver(JSON.stringify(event)),
      sendText: deliver,
      close: (code, reason) => queueMicrotask(() => end(code, reason)),
    }
    let way = plain
    const carry = (frame: string): void => {
      network.heard(tracked.connection, frame)
      queueMicrotask(() => session?.message(frame))
    }
    const tracked = network.track({
      arm(plan) {
        way = withFaults(plain, plan, clock)
      },
      disarm() {
        way = plain
      },
      cut: () => end(1006, ''),
      pause() {
        paused = true
      },
      resume() {
        paused = false
        for (const frame of waiting.splice(0)) carry(frame)
      },
    })
    const refuse = (status: number): void => {
      const message = style === 'node' && status > 0 ? `Unexpected server response: ${status}` : undefined
      fire('error', message === undefined ? {} : { message })
      end(1006, '')
    }
    const begin = (): void => {
      if (phase !== 'connecting') return
      if (trouble.down) return refuse(0)
      if (trouble.openStatus > 0) return refuse(trouble.openStatus)
      phase = 'open'
      if (tracked.plan) way = withFaults(plain, tracked.plan, clock)
      fire('open', {})
      const socket: ServerSocket = {
        send: (event) => way.send(event),
        sendText: (text) => way.sendText(text),
        close: (code, reason) => way.close(code, reason),
      }
      const to = new URL(url)
      if (trouble.expireMs > 0) to.searchParams.set('fault', `expire:${trouble.expireMs}`)
      session = server.connect({ url: to, headers: new Headers(headers), protocols }, socket)
    }
    if (trouble.handshakeMs > 0) clock.setTimeout(begin, trouble.handshakeMs)
    else queueMicrotask(begin)
    return {
      binaryType: 'arraybuffer',
      get bufferedAmount() {
        return waiting.reduce((sum, frame) => sum + frame.length, 0)
      },
      send(frame) {
        if (phase !== 'open') return
        if (paused) waiting.push(frame)
        else carry(frame)
      },
      close: (code = 1000, reason = '') => end(code, reason),
      addEventListener(type: string, listener: (event: never) => void) {
        ;(handlers[type] ??= []).push(listener)
      },
    }
  }
  return network
}
