import { describe, expect, test } from 'vitest'
import { ConnectionError } from '../errors.ts'
import { RealtimeAgent } from '../agent/realtimeAgent.ts'
import { tool } from '../agent/tool.ts'
import {
  answerEnds,
  answerStarts,
  createTestSession,
  functionCall,
  responseCreated,
  responseDone,
  userSpoke,
} from '../testing/index.ts'

const own = tool({ name: 'own', description: '', parameters: { type: 'object' }, execute: () => 'mine' })

describe('a session that its server configures', () => {
  const managed = async () => {
    const test = createTestSession({
      agent: new RealtimeAgent({ name: 'Page', instructions: 'Not for the wire.', tools: [own] }),
      modelConfig: { configuredByServer: true },
    })
    const connecting = test.session.connect()
    await test.clock.settle()
    test.server.receive({ type: 'session.created', session: { id: 'sess_9', instructions: 'From the server.' } })
    await connecting
    return test
  }

  test('sends no settings, and is ready with the first word of the server', async () => {
    const { session, server } = await managed()
    expect(session.getSnapshot().connection).toMatchObject({ status: 'connected', sessionId: 'sess_9' })
    expect(server.sent).toEqual([])
  })

  test('leaves calls of tools it does not offer to those who do, and shows what they answered', async () => {
    const { session, server, clock } = await managed()
    server.receive(responseCreated(), ...functionCall('refund', '{}'), responseDone())
    await clock.settle()
    expect(server.sent).toEqual([])
    expect(session.getSnapshot().toolCalls).toMatchObject([{ name: 'refund', status: 'running' }])
    server.receive({
      type: 'conversation.item.added',
      item: { id: 'out_1', type: 'function_call_output', call_id: 'call_1', output: 'Refunded.' },
    })
    expect(session.getSnapshot().toolCalls).toMatchObject([{ status: 'done', output: 'Refunded.' }])
    expect(session.history).toMatchObject([{ type: 'function_call', output: 'Refunded.' }])
    expect(server.sent).toEqual([])
  })

  test('asks for an answer to its own output though a call of another is still open', async () => {
    const { server, clock } = await managed()
    server.receive(
      responseCreated(),
      ...functionCall('refund', '{}'),
      ...functionCall('own', '{}', { callId: 'call_2', itemId: 'item_f2' }),
      responseDone(),
    )
    await clock.settle()
    expect(server.sent).toMatchObject([
      { type: 'conversation.item.create', item: { call_id: 'call_2', output: 'mine' } },
      { type: 'response.create' },
    ])
  })

  test('runs the tools it does offer', async () => {
    const { server, clock } = await managed()
    server.receive(responseCreated(), ...functionCall('own', '{}'), responseDone())
    await clock.settle()
    expect(server.sent).toMatchObject([
      { type: 'conversation.item.create', item: { output: 'mine' } },
      { type: 'response.create' },
    ])
  })
})

test('a session attached to a running call replays nothing into it when it comes back', async () => {
  const { session, server, clock, connect } = createTestSession({ modelConfig: { callId: 'rtc_1' } })
  await connect()
  server.receive(...userSpoke(), ...answerStarts({ previousId: 'item_u1' }), ...answerEnds('Hello.'))
  server.clear()
  server.drop(new ConnectionError('closed_by_server', 'Gone.', { retryable: true }))
  await clock.advance(1_000)
  expect(session.status).toBe('connected')
  expect(server.sent.map((event) => event.type)).toEqual(['session.update'])
  // The call went on: what it says of the items it knows still counts.
  server.receive({
    type: 'conversation.item.done',
    item: {
      id: 'item_a1',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_audio', transcript: 'Hello you.' }],
    },
  })
  expect(session.history[1]).toMatchObject({ content: [{ transcript: 'Hello you.' }] })
})
