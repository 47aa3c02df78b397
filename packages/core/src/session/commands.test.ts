import { describe, expect, test, vi } from 'vitest'
import { RealtimeAgent } from '../agent/realtimeAgent.ts'
import { ConnectionError } from '../errors.ts'
import { createTestSession, responseCreated, responseDone, type TestSessionOptions } from '../testing/index.ts'
import type { RealtimeItem } from './snapshot.ts'

const connected = async (options: TestSessionOptions = {}) => {
  const test = createTestSession(options)
  await test.connect()
  test.server.clear()
  return test
}

describe('what the app says', () => {
  test('text and images of one message are one item, and are answered', async () => {
    const { session, server } = await connected()
    session.sendMessage({
      content: [
        { type: 'input_text', text: 'What is this?' },
        { type: 'input_image', imageUrl: 'data:image/png;base64,AA==', detail: 'low' },
      ],
    })
    expect(server.sent).toMatchObject([
      {
        type: 'conversation.item.create',
        item: {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is this?' },
            { type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'low' },
          ],
        },
      },
      { type: 'response.create' },
    ])
  })

  test.each([
    ['message', undefined],
    ['message', { content: [] }],
    ['message.content.type', { content: [{ type: 'image_url', url: 'x' }] }],
    ['message.content.type', { content: [null] }],
  ])('a message that cannot be sent names %s, and sends nothing', async (path, message) => {
    const { session, server } = await connected()
    expect(() => session.sendMessage(message as never)).toThrow(
      expect.objectContaining({ code: 'invalid_option', path }),
    )
    expect(server.sent).toEqual([])
  })

  test('audio of any kind of buffer goes out as it is; a commit ends the turn and asks for nothing', async () => {
    const { session, server } = await connected()
    session.sendAudio(new Int16Array([1, -1]))
    session.sendAudio(new Uint8Array([5, 6, 7, 8]).subarray(2))
    session.sendAudio(new Uint8Array([9, 9]).buffer, { commit: true })
    expect(server.audio.map((bytes) => [...bytes])).toEqual([
      [1, 0, 255, 255],
      [7, 8],
      [9, 9],
    ])
    expect(server.sent).toEqual([{ type: 'input_audio_buffer.commit' }])
    expect(() => session.sendAudio('AAAA' as never)).toThrow(expect.objectContaining({ path: 'bytes' }))
  })

  test('a raw event goes out as it is, and a raw response waits its turn like any other', async () => {
    const { session, server } = await connected()
    session.sendEvent({ type: 'input_audio_buffer.clear' })
    server.receive(responseCreated())
    session.sendEvent({ type: 'response.create', response: { instructions: 'In one word.' } })
    expect(server.sent).toEqual([{ type: 'input_audio_buffer.clear' }])
    server.receive(responseDone())
    expect(server.sent.at(-1)).toMatchObject({ type: 'response.create', response: { instructions: 'In one word.' } })
  })
})

describe('the secret of a connection', () => {
  test('is asked for anew, and told which attempt it is for, each time a connection is made', async () => {
    const clientSecret = vi.fn((_options: { attempt: number; signal: AbortSignal }) => 'ek_fresh')
    const { session, server, clock } = await connected({ modelConfig: { apiKey: undefined as never, clientSecret } })
    server.drop(new ConnectionError('closed_by_server', 'Gone.', { retryable: true }))
    await clock.advance(2_000)
    expect(session.status).toBe('connected')
    // The planned change to a new session, before the time limit.
    server.receive({ type: 'session.updated', session: { expires_at: Math.floor(clock.now() / 1000) + 3600 } })
    await clock.advance(3_541_000)
    expect(server.connects).toHaveLength(3)
    expect(clientSecret.mock.calls.map(([{ attempt }]) => attempt)).toEqual([1, 2, 1])
  })

  test('is called off when the session closes while it is fetched', async () => {
    const signals: AbortSignal[] = []
    const clientSecret = ({ signal }: { signal: AbortSignal }): Promise<string> => {
      signals.push(signal)
      return new Promise(() => {})
    }
    const { session, clock, server } = createTestSession({ modelConfig: { apiKey: undefined as never, clientSecret } })
    const connecting = session.connect()
    await clock.settle()
    await session.close()
    await expect(connecting).rejects.toMatchObject({ code: 'aborted' })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect([server.connects.length, clock.pending]).toEqual([0, 0])
  })
})

test('a whole conversation is restored: shown as it was, told in order as text, what cannot be told left out', async () => {
  const base = { status: 'completed', createdAt: 1 } as const
  const spoken = { type: 'output_audio', heardMs: 900, durationMs: 2_000 } as const
  const initialHistory: RealtimeItem[] = [
    { ...base, id: 's', type: 'message', role: 'system', content: [{ type: 'input_text', text: 'A guest.' }] },
    {
      ...base,
      id: 'u',
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_audio', transcript: 'Look at this.', transcription: 'done' },
        { type: 'input_image', imageUrl: 'data:,' },
      ],
    },
    {
      ...base,
      id: 'a',
      type: 'message',
      role: 'assistant',
      interrupted: true,
      content: [{ ...spoken, transcript: 'One two.', heard: 'One ', unheard: 'two.' }],
    },
    { ...base, id: 'f', type: 'function_call', callId: 'c', name: 'look', arguments: '{}', output: 'A cat.' },
    { ...base, id: 'g', type: 'function_call', callId: 'd', name: 'look', arguments: '{}', output: null },
    { ...base, id: 'm', type: 'mcp_call', serverLabel: 'docs', name: 'x', arguments: '{}', output: 'y', error: null },
  ]
  const { session, server, connect } = createTestSession({
    initialHistory: JSON.parse(JSON.stringify(initialHistory)) as RealtimeItem[],
  })
  await connect()
  expect(session.history).toEqual(initialHistory)
  expect(server.sent.slice(1)).toMatchObject([
    { item: { id: 's', role: 'system', content: [{ text: 'A guest.' }] } },
    {
      item: {
        id: 'u',
        role: 'user',
        content: [{ type: 'input_text', text: 'Look at this.' }, { image_url: 'data:,' }],
      },
    },
    { item: { id: 'a', role: 'assistant', content: [{ type: 'output_text', text: 'One ' }] } },
    { item: { type: 'function_call', call_id: 'c', name: 'look' } },
    { item: { type: 'function_call_output', call_id: 'c', output: 'A cat.' } },
  ])
  expect(server.sent).toHaveLength(6)
})

test('a call of a hosted tool stands in the history, with what came of it', async () => {
  const { session, server } = await connected()
  const call = { id: 'm', type: 'mcp_call', server_label: 'docs', name: 'search', arguments: '{"q":1}' } as const
  server.receive({ type: 'conversation.item.added', item: call })
  expect(session.history).toMatchObject([{ type: 'mcp_call', status: 'in_progress', output: null, error: null }])
  const error = { type: 'http_error', message: 'Not there.', code: 404 }
  server.receive({ type: 'conversation.item.done', item: { ...call, output: null, error } })
  expect(session.history).toMatchObject([
    { id: 'm', serverLabel: 'docs', name: 'search', status: 'completed', output: null, error: 'Not there.' },
  ])
})

test('the stored prompt of an agent goes with its settings', async () => {
  const prompt = { id: 'pmpt_1', version: '2', variables: { city: 'Paris' } }
  const { server } = await connected({ agent: new RealtimeAgent({ name: 'A', prompt }) })
  expect(server.connects[0]?.config.prompt).toEqual(prompt)
})
