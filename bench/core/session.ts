// What one server event costs a session, by the length of the conversation: ours beside the reference session, driven by the
// same events in the same run. `node run.ts core`
import {
  RealtimeSession as ReferenceSession,
  RealtimeAgent as ReferenceAgent,
  OpenAIRealtimeWebSocket,
} from '@openai/agents-realtime'
import { RealtimeAgent, RealtimeRunner } from '@parley/core'

interface Subject {
  name: string
  receive(frame: string): void
  close(): void
}

type Listener = (event: { type: string; data?: string; code?: number }) => void

/** The socket both see: as little of its own as can be, so that what is measured is what lies behind it. */
class FakeSocket {
  readyState = 1
  bufferedAmount = 0
  protocol = 'realtime'
  binaryType = 'arraybuffer'
  onopen: Listener | null = null
  onmessage: Listener | null = null
  onclose: Listener | null = null
  onerror: Listener | null = null
  readonly #listeners = new Map<string, Listener[]>()
  constructor() {
    setTimeout(() => this.#tell({ type: 'open' }))
  }
  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
  }
  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.set(
      type,
      (this.#listeners.get(type) ?? []).filter((other) => other !== listener),
    )
  }
  send(data: string): void {
    const { type, session } = JSON.parse(data) as { type: string; session?: object }
    if (type === 'session.update')
      queueMicrotask(() => this.deliver(JSON.stringify({ type: 'session.updated', event_id: 'e', session })))
  }
  close(): void {
    this.readyState = 3
    this.#tell({ type: 'close', code: 1000 })
  }
  deliver(data: string): void {
    this.#tell({ type: 'message', data })
  }
  #tell(event: Parameters<Listener>[0]): void {
    this[`on${event.type}` as 'onmessage']?.(event)
    for (const listener of this.#listeners.get(event.type) ?? []) listener(event)
  }
}

async function ours(): Promise<Subject> {
  const socket = new FakeSocket()
  const runner = new RealtimeRunner({ startingAgent: new RealtimeAgent({ name: 'A', instructions: 'x' }) })
  const session = await runner.run({
    modelConfig: { apiKey: 'sk-x', createWebSocket: () => socket as unknown as WebSocket },
  })
  await session.connect()
  return { name: 'parley', receive: (frame) => socket.deliver(frame), close: () => void session.close() }
}

async function reference(): Promise<Subject> {
  const socket = new FakeSocket()
  const transport = new OpenAIRealtimeWebSocket({
    createWebSocket: async () => socket as never,
    skipOpenEventListeners: true,
    useInsecureApiKey: true,
  })
  const session = new ReferenceSession(new ReferenceAgent({ name: 'A', instructions: 'x' }), { transport })
  session.on('error', () => {})
  await session.connect({ apiKey: 'sk-x' })
  return { name: 'agents-realtime', receive: (frame) => socket.deliver(frame), close: () => session.close() }
}

const item = (n: number, status: string): string =>
  JSON.stringify({
    type: status === 'completed' ? 'conversation.item.done' : 'conversation.item.added',
    event_id: `e${n}`,
    previous_item_id: n === 0 ? null : `item_${n - 1}`,
    item: {
      id: `item_${n}`,
      object: 'realtime.item',
      type: 'message',
      status,
      role: 'assistant',
      content: [{ type: 'output_text', text: `Answer number ${n}.` }],
    },
  })
const delta = (i: number): string =>
  JSON.stringify({
    type: 'response.output_audio_transcript.delta',
    event_id: `d${i}`,
    response_id: 'resp_x',
    item_id: 'item_live',
    output_index: 0,
    content_index: 0,
    delta: 'word ',
  })

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

/** Microseconds for each frame: the median of several rounds, each long enough for the clock. */
function cost(subject: Subject, frames: string[], rounds: number): number {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    for (const frame of frames) subject.receive(frame)
    times.push(((performance.now() - start) * 1000) / frames.length)
  }
  return median(times)
}

export async function benchSession(): Promise<void> {
  const rows: { what: string; subject: string; items: number; micros: number }[] = []
  for (const items of [10, 1_000, 10_000]) {
    for (const make of [ours, reference]) {
      const subject = await make()
      for (let n = 0; n < items; n++) subject.receive(item(n, 'completed'))
      await new Promise((resolve) => setTimeout(resolve, 0))
      subject.receive(
        JSON.stringify({
          type: 'response.created',
          event_id: 'r',
          response: {
            id: 'resp_x',
            object: 'realtime.response',
            status: 'in_progress',
            output: [],
            conversation_id: 'conv',
          },
        }),
      )
      subject.receive(
        JSON.stringify({
          type: 'response.output_item.added',
          event_id: 'o',
          response_id: 'resp_x',
          output_index: 0,
          item: {
            id: 'item_live',
            object: 'realtime.item',
            type: 'message',
            status: 'in_progress',
            role: 'assistant',
            content: [],
          },
        }),
      )
      const deltas = Array.from({ length: 200 }, (_, i) => delta(i))
      cost(subject, deltas, 10)
      rows.push({ what: 'transcript delta', subject: subject.name, items, micros: cost(subject, deltas, 15) })
      const updates = Array.from({ length: items >= 10_000 ? 10 : 50 }, (_, i) =>
        item(Math.floor((items / 50) * (i % 50)), i % 2 ? 'completed' : 'in_progress'),
      )
      cost(subject, updates, 3)
      rows.push({
        what: 'item update',
        subject: subject.name,
        items,
        micros: cost(subject, updates, items >= 10_000 ? 5 : 11),
      })
      subject.close()
    }
  }
  console.log('\nSession: microseconds for one server event, from the socket on')
  console.log('event              items   parley  agents-realtime   ratio')
  for (const what of ['transcript delta', 'item update']) {
    for (const items of [10, 1_000, 10_000]) {
      const at = (subject: string): number =>
        rows.find((row) => row.what === what && row.items === items && row.subject === subject)!.micros
      const [mine, theirs] = [at('parley'), at('agents-realtime')]
      console.log(
        `${what.padEnd(17)} ${String(items).padStart(6)} ${mine.toFixed(2).padStart(8)} ${theirs.toFixed(2).padStart(16)} ${(theirs / mine).toFixed(1).padStart(7)}`,
      )
    }
  }
  for (const what of ['transcript delta', 'item update']) {
    const at = (items: number): number =>
      rows.find((row) => row.what === what && row.items === items && row.subject === 'parley')!.micros
    console.log(`parley, ${what}: 10,000 items cost ${(at(10_000) / at(10)).toFixed(2)} times 10 items`)
  }
}

if (import.meta.main) await benchSession()
