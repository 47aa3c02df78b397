// What one server event costs a session, by the length of the conversation: ours beside the reference session, driven by the
// same events in the same run, and beside the floor: `JSON.parse` of the same frames, which nobody can do without.
//
// The reference leaves a transcript delta out of its history: it parses and checks the event and hands it on, and the text
// comes with the finished item. Ours appends it to the item each time, so that whoever looks sees the words as they come. The
// row "transcript delta" compares different work. Two rows compare the same. "answer" goes from `response.created` over the
// deltas to the finished item, after which both have the text in their history. "answer, shown" has an app watch that shows
// each word as it comes: ours reads the item after each batch, with the reference it collects the deltas by itself, which is
// the least it can do. Both must show the same text.
import {
  RealtimeSession as ReferenceSession,
  RealtimeAgent as ReferenceAgent,
  OpenAIRealtimeWebSocket,
  type RealtimeItem,
} from '@openai/agents-realtime'
import { RealtimeAgent, RealtimeRunner, selectItemIds, selectTranscriptItem } from '@parley/core'

interface Subject {
  name: string
  receive(frame: string): void
  /** Keeps `shown` at what the app shows of the newest item, whole and in one piece as a page needs it. */
  watch(): { shown: string; end(): void }
  close(): void
}

/** Joins the pieces that engines keep strings in. */
const inOnePiece = (text: string): string => (text.charCodeAt(text.length - 1), text)

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
  return {
    name: 'parley',
    receive: (frame) => socket.deliver(frame),
    watch() {
      const end = session.subscribe(() => {
        const snapshot = session.getSnapshot()
        const id = selectItemIds(snapshot).at(-1)
        view.shown = inOnePiece((id && selectTranscriptItem(snapshot, id)?.text) || '')
      })
      const view = { shown: '', end }
      return view
    },
    close: () => void session.close(),
  }
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
  return {
    name: 'agents-realtime',
    receive: (frame) => socket.deliver(frame),
    watch() {
      const live = new Map<string, string>()
      const onDelta = ({ itemId, delta }: { itemId: string; delta: string }): void => {
        const text = (live.get(itemId) ?? '') + delta
        live.set(itemId, text)
        view.shown = inOnePiece(text)
      }
      const onHistory = (history: readonly RealtimeItem[]): void => {
        const item = history.at(-1)
        if (item?.type !== 'message' || item.role !== 'assistant' || item.status !== 'completed') return
        live.delete(item.itemId)
        const [part] = item.content
        view.shown = inOnePiece((part?.type === 'output_audio' && part.transcript) || '')
      }
      transport.on('audio_transcript_delta', onDelta)
      session.on('history_updated', onHistory)
      const view = {
        shown: '',
        end() {
          transport.off('audio_transcript_delta', onDelta)
          session.off('history_updated', onHistory)
        },
      }
      return view
    },
    close: () => session.close(),
  }
}

/** A revision other than that before is news to both; the same once more would be an echo. */
const item = (n: number, status: string, revision = 0): string =>
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
      content: [{ type: 'output_text', text: `Answer number ${n}, in its version ${revision}.` }],
    },
  })
const delta = (i: number, itemId: string, responseId: string): string =>
  JSON.stringify({
    type: 'response.output_audio_transcript.delta',
    event_id: `d${i}`,
    response_id: responseId,
    item_id: itemId,
    output_index: 0,
    content_index: 0,
    delta: 'word ',
  })

const response = (type: string, id: string, status: string): string =>
  JSON.stringify({
    type,
    event_id: 'r',
    response: { id, object: 'realtime.response', status, output: [], conversation_id: 'conv' },
  })
const spoken = (type: string, itemId: string, responseId: string, transcript: string | null): string => {
  const status = transcript === null ? 'in_progress' : 'completed'
  const content = transcript === null ? [] : [{ type: 'output_audio', transcript }]
  return JSON.stringify({
    type,
    event_id: 'o',
    response_id: responseId,
    output_index: 0,
    item: { id: itemId, object: 'realtime.item', type: 'message', status, role: 'assistant', content },
  })
}
/** What is timed, and what comes before and after it so that every round finds the conversation as the first one did. */
interface Round {
  before: readonly string[]
  timed: readonly string[]
  after: readonly string[]
}

const wordsOfAnswer = 40
/** For the row of deltas alone: enough of them for the clock. */
const wordsOfSpeech = 200
/** One spoken answer, as it comes. */
function answer(
  n: number,
  length = wordsOfAnswer,
): { begins: string[]; words: string[]; ends: string[]; forgotten: string[] } {
  const [id, responseId] = [`answer_${n}`, `resp_${n}`]
  const transcript = 'word '.repeat(length)
  const begins = [
    response('response.created', responseId, 'in_progress'),
    spoken('response.output_item.added', id, responseId, null),
    spoken('conversation.item.added', id, responseId, null),
  ]
  const words = Array.from({ length }, (_, i) => delta(i, id, responseId))
  const ends = [
    JSON.stringify({
      type: 'response.output_audio_transcript.done',
      event_id: 't',
      response_id: responseId,
      item_id: id,
      output_index: 0,
      content_index: 0,
      transcript,
    }),
    spoken('conversation.item.done', id, responseId, transcript),
    spoken('response.output_item.done', id, responseId, transcript),
    response('response.done', responseId, 'completed'),
  ]
  const forgotten = [JSON.stringify({ type: 'conversation.item.deleted', event_id: 'f', item_id: id })]
  return { begins, words, ends, forgotten }
}
const wholeAnswer = (n: number): Round => {
  const { begins, words, ends, forgotten } = answer(n)
  return { before: [], timed: [...begins, ...words, ...ends], after: forgotten }
}
const wordsAlone = (n: number): Round => {
  const { begins, words, ends, forgotten } = answer(n, wordsOfSpeech)
  return { before: begins, timed: words, after: [...ends, ...forgotten] }
}

/** The edge of the fastest fifth: what a round costs when nobody else had the processor meanwhile. */
function undisturbed(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 5)]!
}

const floor: Subject = {
  name: 'JSON.parse',
  receive: (frame) => void JSON.parse(frame),
  watch: () => ({ shown: '', end: () => {} }),
  close: () => {},
}

const warmUpMs = 400
/** The fast ones get as many rounds as fit into this: so that a moment of noise is one of many. */
const turnMs = 60

interface Entry {
  subject: Subject
  items: number
}
interface Work {
  what: string
  roundOf(n: number, items: number): Round
  pieces: number
  shown?: boolean
}

/** Counts rounds, so that no two of them are about the same answer. */
let round = 0

/** One round, in microseconds for each piece of its work. */
async function play(subject: Subject, items: number, { roundOf, pieces, shown = false }: Work): Promise<number> {
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
  const { before, timed, after } = roundOf(round++, items)
  for (const frame of before) subject.receive(frame)
  const view = shown ? subject.watch() : null
  // What is done once a batch happens here, unless it is to be shown.
  await pause()
  const start = performance.now()
  for (const frame of timed) {
    subject.receive(frame)
    // Each frame is a task of its own: whoever tells at its end does so now.
    if (view) await Promise.resolve()
  }
  const took = performance.now() - start
  view?.end()
  if (view && subject !== floor && view.shown !== 'word '.repeat(wordsOfAnswer))
    throw new Error(`${subject.name} shows: ${view.shown}`)
  for (const frame of after) subject.receive(frame)
  await pause()
  return (took * 1000) / pieces
}

/**
 * The undisturbed cost of the work for each subject and length. All take turns of several rounds each, so that they meet the
 * same noise, and none is measured with the cold caches another left.
 */
async function costs(entries: readonly Entry[], work: Work): Promise<number[]> {
  const times = entries.map((): number[] => [])
  // Until the compiler has done its work: cold code is slow for all, and the slower subject would leave the others cold.
  for (const { subject, items } of entries) {
    const until = performance.now() + warmUpMs
    for (let n = 0; n < 500 && performance.now() < until; n++) await play(subject, items, work)
  }
  for (let turn = 0; turn < 4; turn++) {
    for (const [i, { subject, items }] of entries.entries()) {
      // The first of a turn finds the caches as another left them.
      await play(subject, items, work)
      const enough = performance.now() + turnMs
      for (let n = 0; n < 5 || performance.now() < enough; n++) times[i]!.push(await play(subject, items, work))
    }
  }
  return times.map(undisturbed)
}

const lengths = [10, 1_000, 10_000] as const
type Row = { what: string; items: number; parley: number; reference: number; floor: number }

const works: readonly Work[] = [
  { what: 'transcript delta', roundOf: wordsAlone, pieces: wordsOfSpeech },
  {
    what: 'item update',
    roundOf(n, items) {
      // Ten items all over the conversation, as many at every length: more would be colder in the processor's caches. Never the
      // same one twice running: that is cheaper, and an answer's own case.
      const stride = items / 10
      const timed = Array.from({ length: 50 }, (_, i) => item((i * stride) % items, 'completed', n * 50 + i))
      return { before: [], timed, after: [] }
    },
    pieces: 50,
  },
  { what: 'answer', roundOf: wholeAnswer, pieces: 1 },
  { what: 'answer, shown', roundOf: wholeAnswer, pieces: 1, shown: true },
]

async function measure(): Promise<Row[]> {
  const entries: Entry[] = []
  for (const items of lengths) {
    const sessions = [await ours(), await reference()]
    for (let n = 0; n < items; n++) for (const subject of sessions) subject.receive(item(n, 'completed'))
    await new Promise((resolve) => setTimeout(resolve, 0))
    entries.push(...[...sessions, floor].map((subject) => ({ subject, items })))
  }
  const rows: Row[] = []
  for (const work of works) {
    const found = await costs(entries, work)
    for (const [i, items] of lengths.entries()) {
      const [parley, reference, floor] = found.slice(i * 3) as [number, number, number]
      rows.push({ what: work.what, items, parley, reference, floor })
    }
  }
  for (const { subject } of entries) subject.close()
  return rows
}

export async function benchSession(): Promise<boolean> {
  const rows = await measure()
  const at = (what: string, items: number): Row => rows.find((row) => row.what === what && row.items === items)!
  const whats = works.map(({ what }) => what)

  console.log(
    `\nSession: microseconds for one server event (for an answer of ${wordsOfAnswer} words: for all of its), from the socket on`,
  )
  console.log('event              items    floor   parley  agents-realtime   ratio')
  for (const what of whats) {
    for (const items of lengths) {
      const row = at(what, items)
      const cells = [
        row.floor.toFixed(2).padStart(8),
        row.parley.toFixed(2).padStart(8),
        row.reference.toFixed(2).padStart(16),
      ]
      console.log(
        `${what.padEnd(17)} ${String(items).padStart(6)} ${cells.join(' ')} ${(row.reference / row.parley).toFixed(1).padStart(7)}`,
      )
    }
  }

  let held = true
  const judge = (name: string, value: number, ok: boolean, bound: string): void => {
    console.log(`${ok ? 'holds ' : 'MISSED'} ${name}: ${value.toFixed(2)} (${bound})`)
    if (!ok) held = false
  }
  for (const what of ['transcript delta', 'item update']) {
    const growth = at(what, 10_000).parley / at(what, 10).parley
    judge(`${what}, 10,000 items against 10`, growth, growth <= 1.3, 'at most 1.3 times')
  }
  for (const what of whats) {
    const { parley, reference } = at(what, 1_000)
    // Of a delta the reference keeps nothing, and parsing it is a third of our cost: more cannot be asked for on any machine.
    const bound = what === 'item update' ? 5 : 1.2
    judge(
      `${what} at 1,000 items, cheaper than the reference`,
      reference / parley,
      reference / parley >= bound,
      `at least ${bound} times`,
    )
  }
  return held
}

if (import.meta.main && !(await benchSession())) process.exitCode = 1
