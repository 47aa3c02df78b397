import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Script } from '../responder/script.ts'
import { createManualClock } from '../clock.ts'
import { createMemoryServer } from './memory.ts'

const script: Script = {
  rules: [
    { start: true, do: ['Welcome.'] },
    { says: 'weather in {city}', do: ['Let me look.', { call: 'get_weather', with: { city: '{city}' } }] },
    { result: 'get_weather', do: [{ wait: 500 }, 'It is {output.sky} there.'] },
    { says: 'fail', do: [{ fail: 'Out of order.' }] },
    { otherwise: true, do: ['Pardon?'] },
  ],
}

type Event = { type: string } & Record<string, unknown>

function openClient(server: ReturnType<typeof createMemoryServer>) {
  const socket = server.createWebSocket('wss://api.openai.com/v1/realtime?model=gpt-realtime', [
    'realtime',
    'openai-insecure-api-key.x',
  ])
  const events: Event[] = []
  let read = 0
  let wake = () => {}
  socket.onmessage = ({ data }) => {
    events.push(JSON.parse(String(data)) as Event)
    wake()
  }
  const next = async (type: string): Promise<Event> => {
    for (;;) {
      while (read < events.length) if (events[read++]!.type === type) return events[read - 1]!
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return { socket, events, next, send: (event: object) => socket.send(JSON.stringify(event)) }
}

const say = (text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
})

test('a script greets, calls a tool, waits, speaks its output and fails, all in memory', async () => {
  const clock = createManualClock()
  const server = createMemoryServer({ script, clock, pacing: { rate: Infinity } })
  const client = openClient(server)
  await client.next('session.created')
  expect(client.socket.protocol).toBe('realtime')
  client.send({ type: 'session.update', session: { type: 'realtime' } })
  expect((await client.next('response.output_audio_transcript.done'))['transcript']).toBe('Welcome.')
  await client.next('response.done')

  client.send(say('So, what is the WEATHER in new york?'))
  client.send({ type: 'response.create' })
  const call = await client.next('response.function_call_arguments.done')
  expect(JSON.parse(String(call['arguments']))).toEqual({ city: 'new york' })
  await client.next('response.done')
  client.send({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: call['call_id'], output: '{"sky":"grey"}' },
  })
  client.send({ type: 'response.create' })
  await client.next('response.created')
  await clock.advance(400)
  expect(client.events.at(-1)?.type).toBe('response.created')
  await clock.advance(200)
  expect((await client.next('response.output_audio_transcript.done'))['transcript']).toBe('It is grey there.')
  await client.next('response.done')

  client.send(say('Please fail now'))
  client.send({ type: 'response.create' })
  expect((await client.next('response.done'))['response']).toMatchObject({ status: 'failed' })
  client.socket.close()
  await expect.poll(() => server.sessionCount()).toBe(0)
})

test('two runs in memory are the same, byte for byte', async () => {
  const run = async () => {
    const server = createMemoryServer({ script, clock: createManualClock(), pacing: { rate: Infinity } })
    const client = openClient(server)
    await client.next('session.created')
    client.send(say('Hello'))
    client.send({ type: 'response.create' })
    await client.next('rate_limits.updated')
    return JSON.stringify(client.events)
  }
  expect(await run()).toBe(await run())
})

test('client secrets work in memory', async () => {
  const server = createMemoryServer({ script })
  const session = { type: 'realtime', model: 'gpt-realtime', instructions: 'Be Ada.' }
  const answer = await server.fetch('/v1/realtime/client_secrets', {
    method: 'POST',
    body: JSON.stringify({ session }),
  })
  const { value } = (await answer.json()) as { value: string }
  const socket = server.createWebSocket('ws://x/v1/realtime', { headers: { authorization: `Bearer ${value}` } })
  const first = await new Promise<string>((resolve) => {
    socket.addEventListener('message', (event) => resolve(String((event as MessageEvent).data)))
  })
  expect(JSON.parse(first)).toMatchObject({ session: { instructions: 'Be Ada.' } })
})

test('the memory entry reaches nothing of Node', () => {
  const here = dirname(fileURLToPath(import.meta.url))
  const seen = new Set<string>()
  const outside = new Set<string>()
  const visit = (path: string) => {
    if (seen.has(path)) return
    seen.add(path)
    for (const [, name] of readFileSync(path, 'utf8').matchAll(/(?:from|import)\s+'([^']+)'/g)) {
      if (name!.startsWith('.')) visit(join(dirname(path), name!))
      else outside.add(name!)
    }
  }
  visit(join(here, '..', 'memory.ts'))
  expect([...outside].sort()).toEqual(['@parley/core/codec', '@parley/core/protocol'])
})
