import {
  RealtimeAgent,
  replayTrace,
  selectHistory,
  selectItemIds,
  selectTranscriptItem,
  tool,
  handoff,
} from '@parley/core'
import { assembleSession } from '@parley/core/internal'
import { createVirtualSpeaker } from '../chaos/parts.ts'
import { createPromiseWatch } from '../chaos/promiseWatch.ts'
import { createWorldClock } from '../chaos/worldClock.ts'
import { createEventGrammar } from './eventGrammar.ts'
import { createRandom } from './random.ts'
import { RawSocket } from './rawSocket.ts'

const perSession = 500

/** So many frames of a server that documents nothing, in sessions of 500. What broke, in words. */
export async function fuzzServerEvents(seed: number, events: number): Promise<string[]> {
  const problems: string[] = []
  for (let done = 0, round = 0; done < events; done += perSession, round++) {
    const found = await oneSession(seed + round, Math.min(perSession, events - done))
    problems.push(...found.map((problem) => `seed ${seed + round}: ${problem}`))
    if (problems.length > 20) break
  }
  return problems
}

async function oneSession(seed: number, events: number): Promise<string[]> {
  const random = createRandom(seed)
  const next = createEventGrammar(random)
  const world = createWorldClock()
  const clock = world.view('client')
  let socket!: RawSocket
  const watch = createPromiseWatch()
  const { problems } = watch
  const other = new RealtimeAgent({ name: 'Other' })
  const agent = new RealtimeAgent({
    name: 'A',
    tools: [
      tool({ name: 'get_weather', description: '', parameters: { type: 'object' }, execute: () => random.json() }),
      tool({ name: 'ask', description: '', parameters: { type: 'object' }, needsApproval: true, execute: () => 'x' }),
    ],
    handoffs: [handoff(other, { toolName: 'move' })],
  })
  const session = assembleSession(
    { startingAgent: agent, config: { maxTraceEvents: 100_000 } },
    {
      modelConfig: { apiKey: 'sk-fuzz', createWebSocket: () => (socket = new RawSocket()) as never, reconnect: false },
    },
    {
      clock,
      random,
      schedule: queueMicrotask,
      network: null,
      speaker: createVirtualSpeaker({ clock }),
      microphone: null,
    },
  )
  session.on('error', ({ error }) => {
    // An event that passed the guards and could not be folded: a guard is missing.
    if (/could not be understood/.test(error.message)) problems.push(`${error.message} ${String(error.cause)}`)
  })
  await session.connect()
  for (let i = 0; i < events && session.status === 'connected'; i++) {
    const frame = next()
    try {
      socket.deliver(frame)
    } catch (error) {
      problems.push(`${frame.slice(0, 300)} threw ${String(error)}`)
    }
    if (random.chance(0.05)) await world.advance(random.int(300))
  }
  await world.advance(1000)
  const snapshot = session.getSnapshot()
  const ids = selectItemIds(snapshot)
  if (new Set(ids).size !== ids.length) problems.push('an id is shown twice')
  if (selectHistory(snapshot).length !== ids.length) problems.push('the history and the ids differ')
  for (const id of ids) {
    const row = selectTranscriptItem(snapshot, id)
    if (typeof row?.text !== 'string') problems.push(`the row of ${id} has no text`)
  }
  const again = selectHistory(replayTrace(session.trace()))
  if (JSON.stringify(again) !== JSON.stringify(selectHistory(snapshot)))
    problems.push('the trace replays to another history')
  if (Object.keys(Object.prototype).length > 0 || 'polluted' in {}) problems.push('Object.prototype was changed')
  await session.close()
  await world.advance(2000)
  if (world.pending('client') > 0) problems.push(`${world.pending('client')} timer(s) left behind`)
  watch.stop()
  return problems
}
