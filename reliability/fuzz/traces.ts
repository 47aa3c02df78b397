import { isRealtimeError, replayTrace, type Trace } from '@parley/core'
import {
  createTestSession,
  responseCreated,
  responseDone,
  userSpoke,
  functionCall,
  transcribed,
} from '@parley/core/testing'
import { parseTrace } from '@parley/local-server'
import { createRandom, type Random } from './random.ts'

/** Traces that were damaged on their way: they replay, or are refused with a reason. */
export async function fuzzTraces(seed: number, count: number): Promise<string[]> {
  const problems: string[] = []
  const random = createRandom(seed)
  const { session, server, connect } = createTestSession()
  await connect()
  server.receive(...userSpoke(), transcribed('Hello.'), responseCreated(), ...functionCall('x', '{}'), responseDone())
  const good = JSON.stringify(session.trace())
  for (let i = 0; i < count; i++) {
    const trace = JSON.parse(good) as Trace
    damage(trace as unknown as Record<string, unknown>, random)
    try {
      replayTrace(trace)
    } catch (error) {
      if (!isRealtimeError(error)) problems.push(`replayTrace threw ${String(error)} (number ${i})`)
    }
    const lines = good.slice(random.int(200), 200 + random.int(400)).replaceAll(',', random.pick([',', '\n', '']))
    try {
      parseTrace(lines)
    } catch (error) {
      if (!(error instanceof Error) || error instanceof TypeError)
        problems.push(`parseTrace threw ${String(error)} (number ${i})`)
    }
  }
  await session.close()
  return problems
}

function damage(value: Record<string, unknown>, random: Random): void {
  for (;;) {
    const found = Object.keys(value)
    if (found.length === 0) return
    const key = random.pick(found)
    const inner = value[key]
    if (typeof inner === 'object' && inner !== null && random.chance(0.8)) value = inner as Record<string, unknown>
    else {
      value[key] = random.json()
      return
    }
  }
}
