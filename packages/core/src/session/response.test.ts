import { describe, expect, test } from 'vitest'
import { tool } from '../agent/tool.ts'
import { createTestSession, functionCall, responseCreated, responseDone, serverError } from '../testing/index.ts'

const connected = async () => {
  const test = createTestSession()
  await test.connect()
  test.server.clear()
  return { ...test, sent: () => test.server.sent.map((event) => event.type.replace('conversation.', '')) }
}

describe('one response at a time', () => {
  test('rule 30: two messages in one tick are item, response, item', async () => {
    const { session, sent } = await connected()
    session.sendMessage('first')
    session.sendMessage('second')
    expect(sent()).toEqual(['item.create', 'response.create', 'item.create'])
  })

  test('rule 31: during a response items go out at once, and one response follows its end', async () => {
    const { session, server, sent } = await connected()
    server.receive(responseCreated())
    session.sendMessage('first')
    session.sendMessage('second')
    expect(sent()).toEqual(['item.create', 'item.create'])
    server.receive(responseDone())
    expect(sent()).toEqual(['item.create', 'item.create', 'response.create'])
    server.receive(responseCreated('resp_2'), responseDone('resp_2'))
    expect(sent()).toHaveLength(3)
  })

  test('rule 32 and 33: a message after the request was sent gets a later turn', async () => {
    const { session, server, sent } = await connected()
    session.sendMessage('first')
    session.sendMessage('while it is on its way')
    server.receive(responseCreated())
    session.sendMessage('while it runs')
    expect(sent().filter((type) => type === 'response.create')).toHaveLength(1)
    server.receive(responseDone())
    expect(sent().filter((type) => type === 'response.create')).toHaveLength(2)
  })

  test('an answer whose beginning was lost on the way holds up nothing once it has ended', async () => {
    const { session, server, sent } = await connected()
    session.sendMessage('first')
    server.receive(responseDone('resp_unseen'))
    session.sendMessage('second')
    expect(sent().filter((type) => type === 'response.create')).toHaveLength(2)
  })

  test('a manual request keeps its payload and is not merged with automatic ones', async () => {
    const { session, server } = await connected()
    server.receive(responseCreated())
    session.sendMessage('one')
    session.requestResponse({ instructions: 'In French.' })
    session.sendMessage('two')
    server.receive(responseDone(), responseCreated('r2'), responseDone('r2'), responseCreated('r3'), responseDone('r3'))
    const creates = server.sent.filter((event) => event.type === 'response.create')
    expect(creates.map((event) => event.response)).toEqual([undefined, { instructions: 'In French.' }, undefined])
  })

  test('an out-of-band request does not wait and does not count as the running response', async () => {
    const { session, server, types } = await connected()
    server.receive(responseCreated())
    session.requestResponse({ conversation: 'none', outputModalities: ['text'], metadata: { topic: 'summary' } })
    expect(server.sent).toMatchObject([
      {
        type: 'response.create',
        response: { conversation: 'none', output_modalities: ['text'], metadata: { topic: 'summary' } },
      },
    ])
    server.receive(responseCreated('oob', null))
    expect(types('agent_start')).toHaveLength(1)
    session.sendMessage('waits')
    server.receive(responseDone('oob', 'completed', { conversation_id: null }))
    expect(server.sent.filter((event) => event.type === 'response.create')).toHaveLength(1)
  })

  test('rule 36: an unrelated error leaves the request pending', async () => {
    const { session, server, sent } = await connected()
    session.sendMessage('one')
    server.receive(serverError('Other.', { event_id: 'somebody_else' }), serverError('Something about items.'))
    session.sendMessage('two')
    expect(sent().filter((type) => type === 'response.create')).toHaveLength(1)
  })

  test('rule 37: an error about response.create without an id releases it', async () => {
    const { session, server, sent } = await connected()
    session.sendMessage('one')
    server.receive(serverError('Invalid response.create.'))
    session.sendMessage('two')
    expect(sent().filter((type) => type === 'response.create')).toHaveLength(2)
  })

  test('a request the server could not take because it answers already is made again afterwards', async () => {
    const { session, server, sent } = await connected()
    session.sendMessage('one')
    const request = server.sent.find((event) => event.type === 'response.create')
    server.receive(
      responseCreated('by_vad'),
      serverError('Conversation already has an active response.', {
        code: 'conversation_already_has_active_response',
        event_id: request?.event_id ?? null,
      }),
    )
    expect(sent().filter((type) => type === 'response.create')).toHaveLength(1)
    server.receive(responseDone('by_vad'))
    expect(sent().filter((type) => type === 'response.create')).toHaveLength(2)
  })

  test('a refused request that stood for several messages is tried once more', async () => {
    const { session, server } = await connected()
    server.receive(responseCreated())
    session.sendMessage('one')
    session.sendMessage('two')
    server.receive(responseDone())
    const creates = () => server.sent.filter((event) => event.type === 'response.create')
    server.receive(serverError('No.', { event_id: creates()[0]!.event_id! }))
    expect(creates()).toHaveLength(2)
    server.receive(serverError('No.', { event_id: creates()[1]!.event_id! }))
    expect(creates()).toHaveLength(2)
  })

  test('rule 38: the end of the audio is not the end of the response', async () => {
    const { session, server, sent } = await connected()
    server.receive(responseCreated(), {
      type: 'response.output_audio.done',
      response_id: 'resp_1',
      item_id: 'a',
      output_index: 0,
      content_index: 0,
    })
    session.sendMessage('one')
    expect(sent()).toEqual(['item.create'])
  })

  test('rule 39: a request that could not be sent is reported, and the next one goes out', async () => {
    const { session, server, sent } = await connected()
    session.requestResponse()
    server.receive(responseCreated(), responseDone())
    server.clear()
    server.failNextSend(new Error('socket full'))
    session.requestResponse()
    expect(session.getSnapshot().lastError?.message).toContain('response.create')
    session.sendMessage('two')
    expect(sent()).toEqual(['item.create', 'response.create'])
  })

  test('rule 40: closing drops what waits', async () => {
    const { session, server } = await connected()
    server.receive(responseCreated())
    session.sendMessage('one')
    await session.close()
    await session.connect()
    expect(server.sent.filter((event) => event.type === 'response.create')).toHaveLength(0)
  })

  test('rule 41: the end of another response leaves the running one running', async () => {
    const { session, server, sent } = await connected()
    server.receive(responseCreated('one'), responseDone('other'))
    session.sendMessage('x')
    expect(sent()).toEqual(['item.create'])
  })

  test('rule 42: one cancel for a response, again only after a failed send', async () => {
    const { session, server, sent } = await connected()
    server.receive(responseCreated())
    session.interrupt()
    session.interrupt()
    expect(sent()).toEqual(['response.cancel'])
    server.receive(responseDone('resp_1', 'cancelled'))
    session.interrupt()
    expect(sent()).toEqual(['response.cancel'])
    server.receive(responseCreated('two'))
    server.failNextSend(new Error('full'))
    session.interrupt()
    session.interrupt()
    expect(sent()).toEqual(['response.cancel', 'response.cancel'])
  })

  test('rule 43: an output given while the response runs waits with its request, and holds up nobody', async () => {
    const { session, server, clock, sent } = await connected()
    session.registerTool(tool({ name: 'now', description: '', parameters: { type: 'object' }, execute: () => 'noon' }))
    await clock.settle()
    server.clear()
    server.receive(responseCreated(), ...functionCall('now', '{}'))
    await clock.settle()
    expect(sent()).toEqual(['item.create'])
    server.receive(responseDone())
    expect(sent()).toEqual(['item.create', 'response.create'])
  })

  test('interrupting a request that is on its way cancels the response once it exists', async () => {
    const { session, server, sent } = await connected()
    session.sendMessage('one')
    session.interrupt()
    expect(sent()).toEqual(['item.create', 'response.create'])
    server.receive(responseCreated())
    expect(sent()).toEqual(['item.create', 'response.create', 'response.cancel'])
  })

  test('a queued message waits for the pause, an interrupting one for the cut', async () => {
    const { session, server, sent } = await connected()
    server.receive(responseCreated())
    session.sendMessage('later', { when: 'queue' })
    expect(sent()).toEqual([])
    server.receive(responseDone())
    expect(sent()).toEqual(['item.create', 'response.create'])
  })

  test('a message that wants no answer asks for none', async () => {
    const { session, sent } = await connected()
    session.sendMessage('note', { respond: false })
    expect(sent()).toEqual(['item.create'])
  })

  test('an answer that nothing gives does not leave the agent thinking for ever', async () => {
    const { session, server, clock } = await connected()
    server.receive(
      { type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 },
      { type: 'input_audio_buffer.speech_stopped', item_id: 'u', audio_end_ms: 500 },
    )
    expect(session.agentState).toBe('thinking')
    await clock.advance(20_000)
    expect(session.agentState).toBe('idle')
  })
})
