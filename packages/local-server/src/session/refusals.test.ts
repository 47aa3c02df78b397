import { expect, test } from 'vitest'
import { loud, saying, startTestServer } from '../testing/testServer.ts'
import type { WireClient } from '../testing/wireClient.ts'

const update = (session: object) => ({ type: 'session.update', session: { type: 'realtime', ...session } })
const audioItem = (content: object, rest: object = {}) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_audio', ...content }], ...rest },
})
const transcription = (fields: object) =>
  update({ audio: { input: { transcription: { model: 'gpt-transcribe', ...fields } } } })
const errorAfter = async (client: WireClient, event: object) => {
  client.send(event)
  return (await client.next('error'))['error']
}

test.each([
  [{ type: 7 }, 'invalid_type', 'type'],
  [audioItem({ audio: '!!!!' }), 'invalid_value', 'item.content[0].audio'],
  [audioItem({ audio: 'AAA' }), 'invalid_value', 'item.content[0].audio'],
  [audioItem({}), 'missing_required_parameter', 'item.content[0].audio'],
  [audioItem({ audio: 'AAAA' }, { status: 7 }), 'invalid_type', 'item.status'],
  [transcription({ language: 'en', languages: ['de'] }), 'invalid_value', 'session.audio.input.transcription.language'],
  [update({ tools: [{ type: 'mcp', server_label: 'never' }] }), 'invalid_value', 'session.tools[0].server_label'],
  [
    update({ tools: [{ type: 'mcp', server_label: 'a', server_url: 'http://127.0.0.1:9/', headers: 'zzz' }] }),
    'invalid_type',
    'session.tools[0].headers',
  ],
  [update({ tool_choice: { type: 'function', name: 'gone' } }), 'invalid_value', 'session.tool_choice'],
  [update({ parallel_tool_calls: true }), 'invalid_value', 'session.parallel_tool_calls'],
  [{ type: 'response.create', response: { reasoning: { effort: 'low' } } }, 'invalid_value', 'response.reasoning'],
  [
    { type: 'response.create', response: { parallel_tool_calls: false } },
    'invalid_value',
    'response.parallel_tool_calls',
  ],
  [
    { type: 'response.create', response: { tool_choice: { type: 'mcp', server_label: 'gone' } } },
    'invalid_value',
    'response.tool_choice',
  ],
  [
    { type: 'response.create', response: { tools: [{ type: 'mcp', server_label: 'never' }] } },
    'invalid_value',
    'response.tools[0].server_label',
  ],
])('%o is refused with %s', async (event, code, param) => {
  await using server = await startTestServer()
  const client = await server.connect()
  expect(await errorAfter(client, event)).toMatchObject({ code, param })
})

test('a model that reasons takes reasoning and parallel_tool_calls, and null leaves both out of the echo', async () => {
  const responder = saying(['Yes.'])
  await using server = await startTestServer({ responder })
  const client = await server.connect('?model=gpt-realtime-2.1')
  client.send(update({ reasoning: { effort: 'low' }, parallel_tool_calls: true }))
  expect((await client.next('session.updated'))['session']).toMatchObject({ reasoning: { effort: 'low' } })
  client.send({ type: 'response.create', response: { parallel_tool_calls: false } })
  await client.next('response.done')
  expect(responder.requests[0]?.parallelToolCalls).toBe(false)
  client.send(update({ reasoning: null, parallel_tool_calls: null }))
  const { session } = await client.next('session.updated')
  expect(Object.keys(session as object)).not.toEqual(expect.arrayContaining(['reasoning']))
  expect(Object.keys(session as object)).not.toEqual(expect.arrayContaining(['parallel_tool_calls']))
})

test('the streaming transcriber has no turn detection, also when that is left out', async () => {
  await using server = await startTestServer()
  const client = await server.connect('?intent=transcription')
  const input = (fields: object) => ({
    type: 'session.update',
    session: { type: 'transcription', audio: { input: fields } },
  })
  client.send(input({ transcription: { model: 'gpt-realtime-whisper' } }))
  expect((await client.next('session.updated'))['session']).toMatchObject({
    audio: { input: { turn_detection: null } },
  })
  expect(await errorAfter(client, input({ turn_detection: { type: 'server_vad' } }))).toMatchObject({
    code: 'invalid_value',
    param: 'session.audio.input.turn_detection',
  })
})

test("turn detection names its type first, and a new type starts from the server's own defaults", async () => {
  await using server = await startTestServer({ silenceMs: 777 })
  const client = await server.connect()
  const detectionOf = (event: Record<string, unknown>) =>
    (event['session'] as { audio: { input: { turn_detection: object } } }).audio.input.turn_detection
  expect(Object.keys(detectionOf(await client.next('session.created')))[0]).toBe('type')
  for (const type of ['semantic_vad', 'server_vad']) {
    client.send(update({ audio: { input: { turn_detection: { type } } } }))
  }
  expect(Object.keys(detectionOf(await client.next('session.updated')))[0]).toBe('type')
  expect(detectionOf(await client.next('session.updated'))).toMatchObject({ silence_duration_ms: 777 })
})

test('every audio part of an item keeps its own audio, and their words are told once', async () => {
  const responder = saying(['Fine.'])
  await using server = await startTestServer({ heard: ['One and two'], responder })
  const client = await server.connect()
  const parts = [loud(100), loud(250)].map((samples) => Buffer.from(samples.buffer).toString('base64'))
  const content = parts.map((audio) => ({ type: 'input_audio', audio }))
  client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', id: 'two', content } })
  client.send({ type: 'conversation.item.retrieve', item_id: 'two' })
  const item = (await client.next('conversation.item.retrieved'))['item'] as { content: { audio: string }[] }
  expect(item.content.map(({ audio }) => audio)).toEqual(parts)
  client.send({ type: 'response.create' })
  await client.next('response.done')
  expect(JSON.stringify(responder.requests[0]?.items).match(/One and two/g)).toHaveLength(1)
})

test('the diarising model tells who spoke when: one speaker, in one segment', async () => {
  await using server = await startTestServer({ heard: ['Good morning'] })
  const client = await server.connect()
  const input = { turn_detection: null, transcription: { model: 'gpt-4o-transcribe-diarize' } }
  client.send(update({ audio: { input } }))
  client.speak(loud(500))
  client.send({ type: 'input_audio_buffer.commit' })
  const segment = await client.next('conversation.item.input_audio_transcription.segment')
  expect(segment).toMatchObject({ content_index: 0, text: 'Good morning', speaker: 'A', start: 0, end: 0.5 })
  await client.next('conversation.item.input_audio_transcription.completed')
})
