import { describe, expect, test } from 'vitest'
import { createManualClock } from '../clock.ts'
import { createMemoryServer } from '../adapter/memory.ts'
import { saying, startTestServer } from '../testing/testServer.ts'
import { parseFaultPlan } from './faultPlan.ts'
import { withFaults } from './faultySocket.ts'

const answer = 'One two three four five six seven eight nine ten.'

/** Every frame of one answered turn, as text. The clock stands still but for what the faults need. */
async function framesOf(fault: string): Promise<string[]> {
  const clock = createManualClock()
  const server = createMemoryServer({ responder: saying([answer]), clock, pacing: { rate: Infinity } })
  const socket = server.createWebSocket(`ws://x/v1/realtime?model=gpt-realtime&fault=${encodeURIComponent(fault)}`)
  const frames: string[] = []
  socket.onmessage = ({ data }) => frames.push(String(data))
  await clock.advance(1)
  socket.send(JSON.stringify({ type: 'response.create' }))
  await clock.advance(5000)
  server.close()
  return frames
}

describe('faults on demand', () => {
  test('the same seed gives the same run, byte for byte; another seed another', async () => {
    const plan = 'drop:0.15,duplicate:0.2,reorder:0.2,malformed:0.1,seed:'
    const first = await framesOf(`${plan}3`)
    expect(await framesOf(`${plan}3`)).toEqual(first)
    // Not only other ids: other events are lost, doubled, swapped and cut.
    const shapeOf = (frames: string[]) => frames.map((frame) => frame.match(/"type":"([^"]+)"/)?.[1] ?? 'cut')
    expect(shapeOf(await framesOf(`${plan}4`))).not.toEqual(shapeOf(first))
  })

  test('malformed frames are cut JSON, duplicates come twice', async () => {
    const cut = await framesOf('malformed:1')
    expect(() => JSON.parse(cut.at(-1)!) as unknown).toThrow(SyntaxError)
    const twice = await framesOf('duplicate:1')
    expect(twice.filter((frame) => frame.includes('"response.created"'))).toHaveLength(2)
  })

  test('latency holds events back without changing their order', async () => {
    const clock = createManualClock()
    await using server = await startTestServer({ clock })
    const client = await server.connect('?model=gpt-realtime&fault=latency:300,jitter:100')
    client.send({ type: 'input_audio_buffer.clear' })
    client.send({ type: 'session.update', session: { type: 'realtime' } })
    await expect.poll(() => server.sessionCount()).toBe(1)
    await clock.advance(250)
    expect(client.events).toEqual([])
    await clock.advance(500)
    await client.next('session.updated')
    expect(client.events.map(({ type }) => type)).toEqual([
      'session.created',
      'input_audio_buffer.cleared',
      'session.updated',
    ])
  })

  test('events that are due together keep their order on a clock whose timers do not', () => {
    let now = 0
    const timers: (() => void)[] = []
    const clock = { now: () => now, setTimeout: (fn: () => void) => (timers.unshift(fn), () => {}) }
    const sent: string[] = []
    const plain = { send: ({ event_id }: { event_id: string }) => void sent.push(event_id), sendText() {}, close() {} }
    const socket = withFaults(plain, { latencyMs: 10 }, clock)
    for (const event_id of ['a', 'b', 'c']) {
      socket.send({ type: 'input_audio_buffer.cleared', event_id })
      now += 1
    }
    for (const fire of timers) fire()
    expect(sent).toEqual(['a', 'b', 'c'])
  })

  test('the connection can be closed, or dropped, in the middle of an answer', async () => {
    await using server = await startTestServer({ responder: saying([answer]) })
    const closed = await server.connect('?model=gpt-realtime&fault=close:1011')
    closed.send({ type: 'response.create' })
    expect((await closed.closed).code).toBe(1011)
    expect(closed.events.some(({ type }) => type === 'response.done')).toBe(false)
    const dropped = await server.connect(undefined, { headers: { 'x-parley-fault': 'close:1006' } })
    dropped.send({ type: 'response.create' })
    expect((await dropped.closed).code).toBe(1006)
    await expect.poll(() => server.sessionCount()).toBe(0)
  })

  test('handshakes can fail with a status, and HTTP requests too', async () => {
    await using server = await startTestServer()
    await expect(server.connect('?model=gpt-realtime&fault=status:429')).rejects.toThrow('429')
    const limited = await fetch(`${server.base}/v1/realtime/client_secrets?fault=status:429`, { method: 'POST' })
    expect([limited.status, await limited.json()]).toMatchObject([429, { error: { code: 'rate_limit_exceeded' } }])
    const unknown = await fetch(`${server.base}/v1/realtime/client_secrets?fault=nonsense:1`, { method: 'POST' })
    expect(unknown.status).toBe(400)
  })

  test('the session can expire early', async () => {
    const clock = createManualClock()
    await using server = await startTestServer({ clock })
    const client = await server.connect('?model=gpt-realtime&fault=expire:5000')
    await client.next('session.created')
    await clock.advance(5000)
    expect((await client.closed).code).toBe(1001)
  })

  test.each(['latency', 'latency:-1', 'drop:2', 'teapot:1', '__proto__:1'])('the plan %s is refused', (plan) => {
    expect(() => parseFaultPlan(plan)).toThrow(/fault/)
  })
})
