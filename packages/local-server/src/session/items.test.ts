import { describe, expect, test } from 'vitest'
import { createManualClock } from '../clock.ts'
import { loud, saying, startTestServer } from '../testing/testServer.ts'

const message = (text: string, id?: string) => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
  ...(id === undefined ? {} : { id }),
})
const create = (id: string, previous?: string) => ({
  type: 'conversation.item.create',
  item: message(id, id),
  ...(previous === undefined ? {} : { previous_item_id: previous }),
})

describe('items', () => {
  test('items go where previous_item_id says, and report the one before them', async () => {
    await using server = await startTestServer()
    const client = await server.connect()
    for (const event of [create('a'), create('b', ''), create('first', 'root'), create('after-a', 'a')])
      client.send(event)
    const added: unknown[] = []
    for (let i = 0; i < 4; i++) {
      const event = await client.next('conversation.item.added')
      added.push([(event['item'] as { id: string }).id, event['previous_item_id']])
    }
    expect(added).toEqual([
      ['a', null],
      ['b', 'a'],
      ['first', null],
      ['after-a', 'a'],
    ])
    client.send({ type: 'conversation.item.delete', item_id: 'a' })
    await client.next('conversation.item.deleted')
    client.send(create('last', 'first'))
    expect(await client.next('conversation.item.added')).toMatchObject({ previous_item_id: 'first' })
  })

  test.each([
    [
      { ...create('x'), event_id: 'e' },
      'item_create_duplicate_item_id',
      "Error adding item: an item with id 'x' already exists.",
    ],
    [
      { ...create('y', 'nobody'), event_id: 'e' },
      'item_create_invalid_previous_item_id',
      "Error adding item: the previous item with id 'nobody' does not exist.",
    ],
    [
      { type: 'conversation.item.retrieve', item_id: 'z', event_id: 'e' },
      'item_retrieve_invalid_item_id',
      "Error retrieving item: the item with id 'z' does not exist.",
    ],
    [
      { type: 'conversation.item.delete', item_id: 'z', event_id: 'e' },
      'item_delete_invalid_item_id',
      "Error deleting item: the item with id 'z' does not exist.",
    ],
    [
      { type: 'conversation.item.truncate', item_id: 'z', content_index: 0, audio_end_ms: 1, event_id: 'e' },
      'item_truncate_invalid_item_id',
      "Error truncating item: the item with id 'z' does not exist.",
    ],
    [
      { type: 'conversation.item.truncate', item_id: 'x', content_index: 0, audio_end_ms: 1, event_id: 'e' },
      null,
      'Only model output audio messages can be truncated',
    ],
    [
      { type: 'input_audio_buffer.commit', event_id: 'e' },
      'input_audio_buffer_commit_empty',
      'Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 0.00ms of audio.',
    ],
  ])('%o is refused with %s', async (event, code, text) => {
    await using server = await startTestServer()
    const client = await server.connect()
    client.send(create('x'))
    client.send(event)
    expect((await client.next('error'))['error']).toEqual({
      type: 'invalid_request_error',
      code,
      message: text,
      param: code?.endsWith('invalid_item_id') ? 'item_id' : null,
      event_id: 'e',
    })
  })

  test('an id may be used again once its item is deleted', async () => {
    await using server = await startTestServer()
    const client = await server.connect()
    client.send(create('x'))
    client.send({ type: 'conversation.item.delete', item_id: 'x' })
    client.send(create('x'))
    await client.next('conversation.item.deleted')
    expect(await client.next('conversation.item.added')).toMatchObject({ item: { id: 'x' } })
  })

  test('the id of a deleted item is taken as long as a response is still writing it', async () => {
    const clock = createManualClock()
    const responder = saying(['One two three four five six seven eight nine ten eleven twelve.'])
    await using server = await startTestServer({ clock, responder, pacing: { rate: 1, burstMs: 200 } })
    const client = await server.connect()
    client.send({ type: 'response.create' })
    const { item_id } = await client.next('response.output_audio.delta')
    client.send({ type: 'conversation.item.delete', item_id })
    await client.next('conversation.item.deleted')
    client.send(create(String(item_id)))
    expect((await client.next('error'))['error']).toMatchObject({ code: 'item_create_duplicate_item_id' })
  })

  test.each([
    ['clear', [{ type: 'input_audio_buffer.clear' }]],
    [
      'a change of the format',
      ['audio/pcmu', 'audio/pcm'].map((type) => ({
        type: 'session.update',
        session: {
          type: 'realtime',
          audio: { input: { format: type === 'audio/pcm' ? { type, rate: 24000 } : { type } } },
        },
      })),
    ],
  ])('an odd byte does not outlive %s', async (_, between) => {
    await using server = await startTestServer()
    const client = await server.connect()
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: null } } } })
    client.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(4801, 7).toString('base64') })
    for (const event of between) client.send(event)
    const samples = loud(250)
    client.speak(samples)
    client.send({ type: 'input_audio_buffer.commit' })
    const { item_id } = await client.next('input_audio_buffer.committed')
    client.send({ type: 'conversation.item.retrieve', item_id })
    const item = (await client.next('conversation.item.retrieved'))['item'] as { content: { audio: string }[] }
    expect(Buffer.from(item.content[0]!.audio, 'base64').equals(Buffer.from(samples.buffer))).toBe(true)
  })

  test('retrieved user audio is what was committed', async () => {
    await using server = await startTestServer()
    const client = await server.connect()
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: null } } } })
    const samples = loud(250)
    client.speak(samples)
    client.send({ type: 'input_audio_buffer.commit' })
    const { item_id } = await client.next('input_audio_buffer.committed')
    client.send({ type: 'conversation.item.retrieve', item_id })
    const item = (await client.next('conversation.item.retrieved'))['item'] as { content: { audio: string }[] }
    const bytes = Buffer.from(item.content[0]!.audio, 'base64')
    expect(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)).toEqual(samples)
  })

  test('an odd byte is carried to the next append', async () => {
    await using server = await startTestServer()
    const client = await server.connect()
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: null } } } })
    const bytes = Buffer.from(loud(200).buffer)
    for (const part of [bytes.subarray(0, 4801), bytes.subarray(4801, 4804), bytes.subarray(4804)]) {
      client.send({ type: 'input_audio_buffer.append', audio: part.toString('base64') })
    }
    client.send({ type: 'input_audio_buffer.commit' })
    const { item_id } = await client.next('input_audio_buffer.committed')
    client.send({ type: 'conversation.item.retrieve', item_id })
    const item = (await client.next('conversation.item.retrieved'))['item'] as { content: { audio: string }[] }
    expect(Buffer.from(item.content[0]!.audio, 'base64').equals(bytes)).toBe(true)
  })

  test('a failing transcription is told for its item, and the answer still comes', async () => {
    await using server = await startTestServer({ heard: ['Hello'], responder: saying(['Hi.']) })
    const client = await server.connect()
    const input = { turn_detection: null, transcription: { model: 'test-fail' } }
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input } } })
    client.speak(loud(300))
    client.send({ type: 'input_audio_buffer.commit' })
    client.send({ type: 'response.create' })
    const failed = await client.next('conversation.item.input_audio_transcription.failed')
    expect(failed).toMatchObject({ content_index: 0, error: { type: 'transcription_error' } })
    await client.next('response.done')
  })

  test('a transcription session hears turns and never answers', async () => {
    await using server = await startTestServer({ heard: ['Note this down.'] })
    const client = await server.connect('?intent=transcription')
    expect((await client.next('session.created'))['session']).toMatchObject({
      type: 'transcription',
      object: 'realtime.transcription_session',
    })
    client.send({
      type: 'session.update',
      session: { type: 'transcription', audio: { input: { transcription: { model: 'whisper-1' } } } },
    })
    client.speak(loud(500))
    client.speak(new Int16Array(24000))
    const done = await client.next('conversation.item.input_audio_transcription.completed')
    expect(done).toMatchObject({ transcript: 'Note this down.', usage: { type: 'duration' } })
    expect(client.events.some(({ type }) => type.startsWith('response.') || type === 'rate_limits.updated')).toBe(false)
    client.send({ type: 'response.create' })
    expect((await client.next('error'))['error']).toMatchObject({ code: 'invalid_value', param: 'type' })
  })
})
