import { describe, expect, test } from 'vitest'
import { createManualClock } from '../clock.ts'
import { saying, startTestServer } from '../testing/testServer.ts'

const update = (session: object, rest: object = {}) => ({
  type: 'session.update',
  session: { type: 'realtime', ...session },
  ...rest,
})

describe('the session object', () => {
  test('starts with the documented defaults', async () => {
    await using server = await startTestServer()
    const client = await server.connect('?model=gpt-realtime')
    const { session } = (await client.next('session.created')) as unknown as { session: Record<string, unknown> }
    expect(session).toMatchObject({
      type: 'realtime',
      object: 'realtime.session',
      model: 'gpt-realtime',
      output_modalities: ['audio'],
      tools: [],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
      tracing: null,
      truncation: 'auto',
      prompt: null,
      include: null,
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24000 },
          transcription: null,
          noise_reduction: null,
          turn_detection: {
            type: 'server_vad',
            threshold: 0.5,
            prefix_padding_ms: 300,
            silence_duration_ms: 500,
            idle_timeout_ms: null,
            create_response: true,
            interrupt_response: true,
          },
        },
        output: { format: { type: 'audio/pcm', rate: 24000 }, voice: 'marin', speed: 1 },
      },
    })
    expect(session['id']).toMatch(/^sess_[0-9A-Za-z]{21}$/)
  })

  test('an update merges, and its echo is complete', async () => {
    await using server = await startTestServer()
    const client = await server.connect()
    client.send(
      update({
        audio: { input: { turn_detection: { type: 'server_vad', silence_duration_ms: 300 } }, output: { speed: 1.2 } },
      }),
    )
    client.send(
      update({
        instructions: 'Be brief.',
        audio: { input: { turn_detection: { type: 'server_vad', threshold: 0.7 } } },
      }),
    )
    await client.next('session.updated')
    const { session } = await client.next('session.updated')
    expect(session).toMatchObject({
      instructions: 'Be brief.',
      audio: {
        input: { turn_detection: { threshold: 0.7, silence_duration_ms: 300, create_response: true } },
        output: { speed: 1.2, voice: 'marin' },
      },
    })
    client.send(update({ audio: { input: { turn_detection: { type: 'semantic_vad' } } } }))
    expect((await client.next('session.updated'))['session']).toMatchObject({
      audio: { input: { turn_detection: { type: 'semantic_vad', eagerness: 'auto', interrupt_response: true } } },
    })
  })

  test.each([
    [{ bogus_field: 1 }, 'unknown_parameter', 'session.bogus_field'],
    [{ temperature: 0.8 }, 'unknown_parameter', 'session.temperature'],
    [{ modalities: ['text'] }, 'unknown_parameter', 'session.modalities'],
    [
      { audio: { input: { format: { type: 'audio/pcm', rate: 16000 } } } },
      'integer_below_min_value',
      'session.audio.input.format.rate',
    ],
    [{ audio: { output: { speed: 3 } } }, 'decimal_above_max_value', 'session.audio.output.speed'],
    [{ audio: { output: { voice: 'nobody' } } }, 'invalid_value', 'session.audio.output.voice'],
    [{ output_modalities: ['text', 'audio'] }, 'invalid_value', 'session.output_modalities'],
    [{ max_output_tokens: 5000 }, 'integer_above_max_value', 'session.max_output_tokens'],
    [{ instructions: 7 }, 'invalid_type', 'session.instructions'],
    [{ tools: [{ type: 'function', function: { name: 'x' } }] }, 'unknown_parameter', 'session.tools[0].function'],
    [{ model: 'gpt-realtime-2.1' }, 'invalid_value', 'session.model'],
    [{ reasoning: { effort: 'low' } }, 'invalid_value', 'session.reasoning'],
    [{ type: 'transcription' }, 'invalid_value', 'session.type'],
    [{ type: undefined }, 'missing_required_parameter', 'session.type'],
  ])('%o is refused with %s, and nothing of the update is applied', async (session, code, param) => {
    await using server = await startTestServer()
    const client = await server.connect()
    const before = (await client.next('session.created'))['session']
    const mixed =
      code === 'invalid_value' && param === 'session.type' ? session : { instructions: 'Changed.', ...session }
    client.send(update(mixed, { event_id: 'mine' }))
    expect((await client.next('error'))['error']).toMatchObject({ code, param, event_id: 'mine' })
    client.send(update({}))
    expect((await client.next('session.updated'))['session']).toEqual(before)
  })

  test('the voice is locked once the agent has spoken; the same voice may be repeated', async () => {
    await using server = await startTestServer({ responder: saying(['Hello.']) })
    const client = await server.connect()
    client.send(update({ audio: { output: { voice: 'cedar' } } }))
    client.send({ type: 'response.create' })
    await client.next('response.done')
    client.send(update({ audio: { output: { voice: 'marin' } } }))
    expect((await client.next('error'))['error']).toMatchObject({ code: 'cannot_update_voice' })
    client.send(update({ audio: { output: { voice: 'cedar' } } }))
    await client.next('session.updated')
  })
})

describe('bad input', () => {
  test('nonsense is answered with the documented error and the session goes on', async () => {
    await using server = await startTestServer()
    const client = await server.connect()
    const codeAfter = async (data: string | Uint8Array) => {
      client.raw(data)
      return (await client.next('error'))['error'] as { code: string; param: string; message: string }
    }
    expect(await codeAfter(new Uint8Array([1, 2]))).toMatchObject({ code: 'invalid_event' })
    expect(await codeAfter('{"type":')).toMatchObject({ code: 'invalid_json' })
    expect(await codeAfter('[]')).toMatchObject({ code: 'invalid_event' })
    expect(await codeAfter('{}')).toMatchObject({ code: 'invalid_event', message: "The 'type' field is missing." })
    const unknown = await codeAfter('{"type":"ping"}')
    expect(unknown).toMatchObject({ code: 'invalid_value', param: 'type' })
    expect(unknown.message).toContain("'session.update'")
    expect(await codeAfter('{"type":"output_audio_buffer.clear"}')).toMatchObject({
      code: 'invalid_value',
      param: 'type',
    })
    expect(await codeAfter('{"type":"input_audio_buffer.append"}')).toMatchObject({
      code: 'missing_required_parameter',
      param: 'audio',
    })
    expect(await codeAfter('{"type":"input_audio_buffer.append","audio":"a-_="}')).toMatchObject({
      code: 'invalid_value',
      param: 'audio',
    })
    expect(await codeAfter('{"type":"input_audio_buffer.append","audio":"AAA"}')).toMatchObject({
      code: 'invalid_value',
      param: 'audio',
    })
    expect(await codeAfter(JSON.stringify({ type: 'response.create', event_id: 'x'.repeat(513) }))).toMatchObject({
      code: 'string_above_max_length',
    })
    const tooMuch = Buffer.alloc(15 * 1024 * 1024 + 1).toString('base64')
    expect(await codeAfter(JSON.stringify({ type: 'input_audio_buffer.append', audio: tooMuch }))).toMatchObject({
      param: 'audio',
    })
    client.send(update({ instructions: 'Still here.' }))
    expect((await client.next('session.updated'))['session']).toMatchObject({ instructions: 'Still here.' })
  })

  test('ten thousand events at once are all answered, and nobody else waits for that', async () => {
    // Every event that is handled asks for the time once.
    let handled = 0
    const clock = { ...createManualClock(), now: () => ++handled }
    await using server = await startTestServer({ clock })
    const client = await server.connect()
    const neighbour = await server.connect()
    const content = [{ type: 'input_text', text: 'Again' }]
    const item = { type: 'conversation.item.create', item: { type: 'message', role: 'user', content } }
    for (let i = 0; i < 10_000; i++) client.send(item)
    neighbour.send({ type: 'input_audio_buffer.clear' })
    await neighbour.next('input_audio_buffer.cleared')
    expect(handled).toBeLessThan(5000)
    client.send(update({}))
    await client.next('session.updated')
    expect(client.events.filter(({ type }) => type === 'conversation.item.done')).toHaveLength(10_000)
  }, 30_000)

  test('more responses at once than a session may have are refused, and the others go on', async () => {
    const clock = createManualClock()
    await using server = await startTestServer({ clock, responder: saying(['Word. '.repeat(50)]), pacing: { rate: 1 } })
    const client = await server.connect()
    for (let i = 0; i < 100; i++)
      client.send({ type: 'response.create', response: { conversation: 'none', input: [] } })
    client.send(update({}))
    await client.next('session.updated')
    const refused = client.events.filter(({ type }) => type === 'error').map(({ error }) => error)
    expect(refused).toHaveLength(100 - 32)
    expect(refused[0]).toMatchObject({ code: 'rate_limit_exceeded' })
    client.send({ type: 'response.cancel', response_id: (client.events[1]!['response'] as { id: string }).id })
    await client.next('response.done')
    client.send({ type: 'response.create', response: { conversation: 'none', input: [] } })
    await client.next('response.created')
  })
})
