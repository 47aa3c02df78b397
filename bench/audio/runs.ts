import { openPage, type Subject } from './browser.ts'
import type { Sounded } from './pages/instruments.ts'
import type { Connection, Speech, startService } from './scriptedService.ts'

export type Stack = 'ours' | 'ours on main' | 'reference'
type Service = Awaited<ReturnType<typeof startService>>

const pages: Readonly<Record<Stack, string>> = {
  ours: 'ours.html',
  'ours on main': 'ours.html?main',
  reference: 'reference.html',
}
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const percentile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN

/** A stack in a fresh browser, connected, with its microphone open. */
async function connect(
  service: Service,
  stack: Stack,
): Promise<{ subject: Subject; connection: Connection; connectMs: number }> {
  const subject = await openPage(`${service.url}/${pages[stack]}`)
  const connected = service.nextConnection()
  const connectMs = await subject.call('start', service.url).catch(async (error: unknown) => {
    await subject.close()
    throw error
  })
  const connection = await connected
  const end = Date.now() + 5000
  while (connection.heard.appends.length < 3 && Date.now() < end) await wait(20)
  return { subject, connection, connectMs }
}

async function withStack<T>(
  service: Service,
  stack: Stack,
  run: (subject: Subject, connection: Connection) => Promise<T>,
): Promise<T> {
  const { subject, connection } = await connect(service, stack)
  try {
    return await run(subject, connection)
  } finally {
    await subject.close()
  }
}

const gapsOf = ({ runs }: Sounded) => {
  const gaps = runs.slice(1).map((run) => run.gapFrames / 24)
  return { gaps: gaps.length, silenceMs: gaps.reduce((sum, gap) => sum + gap, 0) }
}

/** A run in which what it was about did not happen; it is taken again. */
export class VoidRun extends Error {}

export interface PlayedRun {
  gaps: number
  silenceMs: number
  lostMs: number
  uplinkP50: number
  uplinkP95: number
}

/** Eight seconds of speech at its own pace, on a calm page, a page that stalls, or a network that does. */
export const played = (
  service: Service,
  stack: Stack,
  options: { jank?: boolean; speech: Partial<Speech> },
): Promise<PlayedRun> =>
  withStack(service, stack, async (subject, connection) => {
    await subject.call('sounded')
    if (options.jank) await subject.call('jank', 300, 1000)
    const from = connection.heard.appends.length
    const { sentMs } = await connection.speak({ items: [{ id: 'item_1', ms: 8000 }], ...options.speech })
    await wait(1500)
    await subject.call('jank', 0, 0)
    const heard = await subject.call('sounded')
    const ages = connection.heard.appends.slice(from).map((append) => append.oldestMs)
    const lostMs = Math.max(0, sentMs - heard.frames / 24)
    return { ...gapsOf(heard), lostMs, uplinkP50: percentile(ages, 0.5), uplinkP95: percentile(ages, 0.95) }
  })

/** What the page's own thread does for a second of speaking and listening. */
export const duplexCpu = (service: Service, stack: Stack): Promise<number> =>
  withStack(service, stack, async (subject, connection) => {
    const speaking = connection.speak({ items: [{ id: 'item_1', ms: 7500 }], leadMs: 200 })
    await wait(1500)
    const before = subject.mainThreadMs()
    await wait(5000)
    const ms = (subject.mainThreadMs() - before) / 5
    await speaking
    return ms
  })

/** Kilobytes the page's own thread allocates for a second of speaking and listening. */
export const duplexGarbage = (service: Service, stack: Stack): Promise<number> =>
  withStack(service, stack, async (subject, connection) => {
    const speaking = connection.speak({ items: [{ id: 'item_1', ms: 8500 }], leadMs: 200 })
    await wait(1500)
    const bytes = await subject.allocated(() => wait(5000))
    await speaking
    return bytes / 5000
  })

/** From the first delta of an answer to its first sample, once the session knows how quick the service is. */
export const wireToEar = (service: Service, stack: Stack): Promise<number> =>
  withStack(service, stack, async (subject, connection) => {
    await connection.speak({ items: [{ id: 'item_0', ms: 2000 }], responseId: 'resp_0', pace: 4 })
    await wait(2200)
    await subject.call('sounded')
    const { firstAt } = await connection.speak({ items: [{ id: 'item_1', ms: 1500 }], pace: 4 })
    await wait(1500)
    const { runs } = await subject.call('sounded')
    return (runs[0]?.onAt ?? Number.NaN) - firstAt
  })

export interface BargeRun {
  silenceAfterMs: number
  lateFrames: number
  truncatedItem: string | undefined
  /** What was told to the server less what had come out of the loudspeaker, output latency taken off. */
  errorMs: number
  deleted: string[]
}

/** Two answers are queued; three seconds in the user speaks. */
export const bargedIn = (
  service: Service,
  stack: Stack,
  options: { blocked?: boolean; lateMs?: number },
): Promise<BargeRun> =>
  withStack(service, stack, async (subject, connection) => {
    await subject.call('sounded')
    const items = [
      { id: 'item_1', ms: 5000 },
      { id: 'item_2', ms: 3000 },
    ]
    const speaking = connection.speak({ items, pace: options.lateMs === undefined ? 4 : 1.3, leadMs: 300 })
    await wait(2700)
    if (options.blocked) await subject.call('blockSoon', 50, 600)
    await wait(options.blocked ? 200 : 300)
    const bargedAt = connection.bargeIn(options.lateMs === undefined ? {} : { lateMs: options.lateMs })
    await speaking
    await wait(1500)
    const heard = await subject.call('sounded')
    const blocks = await subject.call('blocks')
    if (options.blocked && !blocks.some(({ from, to }) => from < bargedAt && to > bargedAt + 300)) {
      throw new VoidRun('The page was not blocked when the user spoke: the run says nothing.')
    }
    const last = heard.runs.findLast((run) => run.onAt < bargedAt) ?? heard.runs[0]!
    const after = heard.runs.filter((run) => run.onAt > bargedAt + 5)
    const truncate = connection.heard.events.find(({ event }) => event.type === 'conversation.item.truncate')?.event
    const before = heard.runs.reduce((sum, run) => sum + (run.onAt < bargedAt ? run.frames : 0), 0) / 24
    return {
      // The probe needs 2 ms of silence to call it silence.
      silenceAfterMs: (after.at(-1) ?? last).offAt - bargedAt - 2,
      lateFrames: after.reduce((sum, run) => sum + run.frames, 0),
      truncatedItem: truncate?.item_id,
      errorMs: (truncate?.audio_end_ms ?? Number.NaN) - Math.max(0, before - heard.outputLatencyMs),
      deleted: connection.heard.events.flatMap(({ event }) =>
        event.type === 'conversation.item.delete' && event.item_id !== undefined ? [event.item_id] : [],
      ),
    }
  })

/** What the page's own thread does for one text delta, in microseconds. */
export const perTextDelta = (service: Service, stack: Stack): Promise<number> =>
  withStack(service, stack, async (subject, connection) => {
    // The audio thread has to have begun, or its renderer is not found.
    await connection.speak({ items: [{ id: 'item_1', ms: 300 }] })
    await wait(800)
    const idle = subject.mainThreadMs()
    await wait(3000)
    const perSecond = (subject.mainThreadMs() - idle) / 3
    const before = subject.mainThreadMs()
    const writing = connection.write(500, 4000)
    await writing
    await wait(100)
    return ((subject.mainThreadMs() - before - perSecond * 4.1) * 1000) / 2000
  })

/** From the gesture to the user's voice at the service, in a fresh page. */
export async function coldStart(service: Service, stack: Stack): Promise<number> {
  const subject = await openPage(`${service.url}/${pages[stack]}`)
  try {
    const connected = service.nextConnection()
    const from = Date.now()
    const starting = subject.call('start', service.url)
    const connection = await connected
    while (connection.heard.appends.length === 0) await wait(1)
    await starting
    return connection.heard.appends[0]!.at - from
  } finally {
    await subject.close()
  }
}

export const memoryMinutes = 5

/**
 * Megabytes a minute by which the page's process grows while it speaks and listens, and while it does nothing. The first
 * minute is left out: code is compiled in it, and buffers get their size. What is left is mostly the session's trace, which
 * keeps the last 20,000 events and is full after about ten minutes of this.
 */
export async function memorySlope(service: Service): Promise<{ ours: number; idle: number }> {
  const slope = async (subject: Subject): Promise<number> => {
    await wait(60_000)
    const sizes: number[] = []
    for (const end = Date.now() + (memoryMinutes - 1) * 60_000; Date.now() < end; await wait(5000)) {
      sizes.push(await subject.memoryMb())
    }
    // The size swings by several MB from one look to the next: thirds are compared, not a line drawn.
    const third = Math.floor(sizes.length / 3)
    const grown = percentile(sizes.slice(-third), 0.5) - percentile(sizes.slice(0, third), 0.5)
    return grown / ((memoryMinutes - 1) * (2 / 3))
  }
  const ours = await withStack(service, 'ours', async (subject, connection) => {
    let over = false
    const speaking = (async () => {
      for (let i = 0; !over; i++) {
        await connection.speak({ items: [{ id: `item_${i}`, ms: 5000 }], responseId: `resp_${i}`, leadMs: 300 })
        // It has to be heard as well, by a device whose clock may be slow under load, or speech piles up in the buffers.
        await wait(1500)
      }
    })()
    const result = await slope(subject)
    over = true
    await speaking
    return result
  })
  const nothing = await openPage(`${service.url}/${pages.ours}`)
  try {
    return { ours, idle: await slope(nothing) }
  } finally {
    await nothing.close()
  }
}
