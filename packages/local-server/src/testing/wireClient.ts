import { encodeBase64, pcm16ToBytes } from '@parley/core/codec'
import { WebSocket } from 'ws'

/** A server event as it arrived. */
export interface WireEvent {
  type: string
  event_id: string
  [field: string]: unknown
}

export interface WireClient {
  /** Everything received so far. */
  readonly events: WireEvent[]
  send(event: object): void
  raw(data: string | Uint8Array): void
  speak(samples: Int16Array): void
  /** The next event of this type that has not been waited for; rejects when the socket closes first. */
  next(type: string): Promise<WireEvent>
  closed: Promise<{ code: number; reason: string }>
  close(): Promise<void>
}

/** Keeps what arrives, and lets a test wait for the next event of a type. */
export interface EventLog {
  readonly events: WireEvent[]
  take(text: string): void
  /** Nothing more will come; whoever waits is told why. */
  end(reason: string): void
  next(type: string): Promise<WireEvent>
}

export function createEventLog(): EventLog {
  const events: WireEvent[] = []
  let read = 0
  let over: string | null = null
  let wake = () => {}
  return {
    events,
    take(text) {
      events.push(JSON.parse(text) as WireEvent)
      wake()
    },
    end(reason) {
      over = reason
      wake()
    },
    async next(type) {
      for (;;) {
        while (read < events.length) {
          const event = events[read++]!
          if (event.type === type) return event
        }
        if (over !== null) throw new Error(`${over} before '${type}' came.`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

/** The plainest client there is: what the tests of this package speak to the server with. */
export async function connectWire(
  url: string,
  options: { protocols?: string[]; headers?: Record<string, string> } = {},
): Promise<WireClient> {
  const socket = new WebSocket(url, options.protocols ?? [], { headers: options.headers ?? {} })
  const log = createEventLog()
  socket.on('message', (data: Buffer) => log.take(data.toString('utf8')))
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      log.end(`The socket closed (${code} ${reason.toString()})`)
      resolve({ code, reason: reason.toString() })
    })
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    events: log.events,
    closed,
    send: (event) => socket.send(JSON.stringify(event)),
    raw: (data) => socket.send(data),
    speak(samples) {
      for (let at = 0; at < samples.length; at += 2400) {
        const audio = encodeBase64(pcm16ToBytes(samples.slice(at, at + 2400)))
        socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio }))
      }
    },
    next: (type) => log.next(type),
    async close() {
      socket.close()
      await closed
    },
  }
}

/** The types in order, without the events whose place is not fixed, and with runs of deltas as one. */
export function orderOf(events: readonly WireEvent[], ignored: readonly string[] = ['rate_limits.updated']): string[] {
  const order: string[] = []
  for (const { type } of events) {
    if (ignored.includes(type) || type.startsWith('conversation.item.input_audio_transcription')) continue
    if (type.endsWith('.delta') && order.slice(-2).includes(type)) continue
    order.push(type)
  }
  return order
}
