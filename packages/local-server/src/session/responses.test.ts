import { describe, expect, test } from 'vitest'
import { createManualClock } from '../clock.ts'
import { joinAudio, loud, saying, silence, startTestServer } from '../testing/testServer.ts'
import { orderOf, type WireEvent } from '../testing/wireClient.ts'

const spokenTurn = joinAudio(silence(400), loud(600), silence(900))
const userText = (text: string, rest: object = {}) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
  ...rest,
})
const long = Array.from({ length: 12 }, (_, i) => `This is sentence number ${i}.`).join(' ')
const textSession = { type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } }
const closing = [
  'response.output_audio.done',
  'response.output_audio_transcript.done',
  'response.content_part.done',
  'conversation.item.done',
  'response.output_item.done',
  'response.done',
]
const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'Weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}
const audioMs = (events: readonly WireEvent[]) =>
  events.reduce(
    (sum, { type, delta }) =>
      type === 'response.output_audio.delta' ? sum + Buffer.from(String(delta), 'base64').length / 48 : sum,
    0,
  )

describe('cancelling and interrupting', () => {
  test('response.cancel closes the open part and item as incomplete before response.done', async () => {
    const clock = createManualClock()
    await using server = await startTestServer({ clock, responder: saying([long]), pacing: { rate: 1, burstMs: 400 } })
    const client = await server.connect()
    client.send(userText('Go on'))
    client.send({ type: 'response.create' })
    await client.next('response.output_audio.delta')
    const before = client.events.length
    client.send({ type: 'response.cancel' })
    const done = await client.next('response.done')
    const order = orderOf(client.events.slice(before))
    expect(order.slice(order.indexOf('response.output_audio.done'))).toEqual(closing)
    expect(done['response']).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'client_cancelled' },
      output: [{ status: 'incomplete' }],
    })
    client.send({ type: 'response.cancel', event_id: 'again' })
    expect((await client.next('error'))['error']).toMatchObject({
      code: 'response_cancel_not_active',
      event_id: 'again',
    })
  })

  test('speech during an answer cancels it, and truncation cuts the audio at what was heard', async () => {
    const clock = createManualClock()
    const responder = saying([long], ['Yes?'])
    await using server = await startTestServer({
      clock,
      heard: ['Tell me', 'Stop'],
      responder,
      pacing: { rate: 1, burstMs: 400 },
    })
    const client = await server.connect()
    client.speak(spokenTurn)
    const item = (await client.next('response.output_item.added'))['item'] as { id: string }
    await client.next('response.output_audio.delta')
    await clock.advance(1000)
    client.speak(spokenTurn)
    const done = await client.next('response.done')
    expect(done['response']).toMatchObject({ status: 'cancelled', status_details: { reason: 'turn_detected' } })
    const types = orderOf(client.events)
    const from = types.lastIndexOf('input_audio_buffer.speech_started')
    expect(types.slice(from + 1, from + 1 + closing.length)).toEqual(closing)

    const received = audioMs(client.events)
    client.send({
      type: 'conversation.item.truncate',
      item_id: item.id,
      content_index: 0,
      audio_end_ms: Math.ceil(received) + 50,
      event_id: 'late',
    })
    expect((await client.next('error'))['error']).toMatchObject({
      code: 'invalid_value',
      param: 'audio_end_ms',
      event_id: 'late',
    })
    client.send({ type: 'conversation.item.truncate', item_id: item.id, content_index: 0, audio_end_ms: 500 })
    expect(await client.next('conversation.item.truncated')).toMatchObject({ item_id: item.id, audio_end_ms: 500 })
    client.send({ type: 'conversation.item.retrieve', item_id: item.id })
    const kept = (await client.next('conversation.item.retrieved'))['item'] as {
      content: { audio: string; transcript: string }[]
    }
    expect(Buffer.from(kept.content[0]!.audio, 'base64').length / 48).toBe(500)
    expect(kept.content[0]!.transcript).toBe('')
    const heard = responder.requests.at(-1)?.items.find((entry) => entry.id === item.id)
    expect(JSON.stringify(heard)).not.toContain('number 3')
  })

  test('nothing is cut when interruption is off', async () => {
    const clock = createManualClock()
    await using server = await startTestServer({ clock, responder: saying([long]), pacing: { rate: 1, burstMs: 400 } })
    const client = await server.connect()
    const turn_detection = { type: 'server_vad', interrupt_response: false }
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection } } } })
    client.speak(spokenTurn)
    await client.next('response.output_audio.delta')
    client.speak(spokenTurn)
    await client.next('input_audio_buffer.committed')
    expect(client.events.some(({ type }) => type === 'response.done')).toBe(false)
  })
})

describe('function calls', () => {
  test('parallel calls, their outputs and the answer that speaks them, in the order of the wire', async () => {
    const calls = ['Paris', 'Rome'].map((city) => ({
      type: 'call' as const,
      name: 'get_weather',
      arguments: JSON.stringify({ city }),
    }))
    await using server = await startTestServer({ responder: saying(['One moment.', ...calls], ['Sunny in both.']) })
    const client = await server.connect()
    client.send({ ...textSession, session: { ...textSession.session, tools: [weather] } })
    client.send(userText('Weather?'))
    client.send({ type: 'response.create' })
    const done = await client.next('response.done')
    const output = (done['response'] as { output: { type: string; call_id: string; arguments: string }[] }).output
    expect(output.map(({ type }) => type)).toEqual(['message', 'function_call', 'function_call'])
    expect(output.slice(1).map((call) => JSON.parse(call.arguments) as unknown)).toEqual([
      { city: 'Paris' },
      { city: 'Rome' },
    ])
    const order = orderOf(client.events)
    const call = [
      'response.output_item.added',
      'conversation.item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'conversation.item.done',
      'response.output_item.done',
    ]
    expect(order.slice(-13)).toEqual([...call, ...call, 'response.done'])
    const dones = client.events.filter(({ type }) => type === 'response.function_call_arguments.done')
    expect(dones.map((event) => event['output_index'])).toEqual([1, 2])
    expect(dones[0]).toMatchObject({ name: 'get_weather', call_id: output[1]!.call_id })
    expect(dones[0]).not.toHaveProperty('content_index')
    for (const { call_id } of output.slice(1)) {
      client.send({
        type: 'conversation.item.create',
        item: { type: 'function_call_output', call_id, output: 'sunny' },
      })
    }
    client.send({ type: 'response.create' })
    const answer = await client.next('response.done')
    expect(JSON.stringify(answer['response'])).toContain('Sunny in both.')
  })

  test('an output for a call that was never made is refused', async () => {
    await using server = await startTestServer()
    const client = await server.connect()
    client.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'call_x', output: '' },
    })
    expect((await client.next('error'))['error']).toMatchObject({ code: 'invalid_tool_call_id' })
  })
})

describe('responses beside the conversation', () => {
  test('an out-of-band response runs in parallel, echoes metadata and leaves no items', async () => {
    const clock = createManualClock()
    await using server = await startTestServer({
      clock,
      responder: saying([long], ['Topic: cats.']),
      pacing: { rate: 1, burstMs: 400 },
    })
    const client = await server.connect()
    client.send({ type: 'response.create' })
    await client.next('response.output_audio.delta')
    const input = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What is this about?' }] }]
    client.send({
      type: 'response.create',
      response: { conversation: 'none', input, output_modalities: ['text'], tools: [], metadata: { topic: 'label' } },
    })
    const done = (await client.next('response.done'))['response'] as { id: string }
    expect(done).toMatchObject({ conversation_id: null, metadata: { topic: 'label' }, status: 'completed' })
    const own = orderOf(client.events.filter((event) => event['response_id'] === done.id))
    expect(own).toEqual([
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
    ])
    expect(client.events.filter(({ type }) => type === 'conversation.item.added')).toHaveLength(1)
    client.send({ type: 'response.create', event_id: 'second' })
    expect((await client.next('error'))['error']).toMatchObject({
      code: 'conversation_already_has_active_response',
      event_id: 'second',
    })
  })

  test('references bring items of the conversation; unknown ones are refused', async () => {
    const responder = saying(['Fine.'])
    await using server = await startTestServer({ responder })
    const client = await server.connect()
    client.send(textSession)
    client.send({ ...userText('Remember me'), item: { ...userText('Remember me').item, id: 'mine' } })
    client.send({
      type: 'response.create',
      response: { conversation: 'none', input: [{ type: 'item_reference', id: 'mine' }] },
    })
    await client.next('response.done')
    expect(JSON.stringify(responder.requests[0]?.items)).toContain('Remember me')
    client.send({ type: 'response.create', response: { input: [{ type: 'item_reference', id: 'gone' }] } })
    expect((await client.next('error'))['error']).toMatchObject({ param: 'response.input[0].id' })
  })
})

describe('how responses end', () => {
  test('max_output_tokens ends a response as incomplete', async () => {
    await using server = await startTestServer({ responder: saying([long]) })
    const client = await server.connect()
    client.send({ type: 'response.create', response: { max_output_tokens: 20 } })
    expect((await client.next('response.done'))['response']).toMatchObject({
      status: 'incomplete',
      status_details: { type: 'incomplete', reason: 'max_output_tokens' },
      output: [{ status: 'incomplete' }],
    })
  })

  test.each([1, 7, 20, 33])('with max_output_tokens: %i neither sound nor text goes over it', async (limit) => {
    await using server = await startTestServer({ responder: saying([long]) })
    const client = await server.connect()
    const texts: (string | undefined)[] = []
    for (const modality of ['audio', 'text']) {
      const response = { max_output_tokens: limit, output_modalities: [modality], conversation: 'none' }
      client.send({ type: 'response.create', response })
      const done = (await client.next('response.done'))['response'] as {
        status: string
        usage: { output_tokens: number }
        output: { content: { text?: string }[] }[]
      }
      expect(done.status).toBe('incomplete')
      expect(done.usage.output_tokens).toBeLessThanOrEqual(limit)
      texts.push(done.output[0]!.content[0]!.text)
    }
    expect(texts[1]).toBe(long.slice(0, 4 * limit))
    expect(audioMs(client.events)).toBeLessThanOrEqual(50 * limit)
  })

  test('text that fits max_output_tokens exactly is complete, and comes word by word', async () => {
    await using server = await startTestServer({ responder: saying(['Four times four.']) })
    const client = await server.connect()
    client.send({ type: 'response.create', response: { max_output_tokens: 4, output_modalities: ['text'] } })
    expect((await client.next('response.done'))['response']).toMatchObject({ status: 'completed' })
    const deltas = client.events.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => delta)
    expect(deltas).toEqual(['Four', ' times', ' four.'])
  })

  test('a call that does not fit max_output_tokens is cut and incomplete, so that nobody makes it', async () => {
    const call = { type: 'call' as const, name: 'get_weather', arguments: '{"city":"Rio de Janeiro"}' }
    await using server = await startTestServer({ responder: saying([call]) })
    const client = await server.connect()
    client.send({ type: 'response.create', response: { max_output_tokens: 3 } })
    expect((await client.next('response.done'))['response']).toMatchObject({
      status: 'incomplete',
      output: [{ type: 'function_call', status: 'incomplete', arguments: '{"city":"Rio' }],
      usage: { output_tokens: 3 },
    })
  })

  test('a failing responder ends the response as failed and the session goes on', async () => {
    const failing = {
      type: 'fail' as const,
      errorType: 'rate_limit_error',
      code: 'rate_limit_exceeded',
      message: 'Slow down.',
    }
    await using server = await startTestServer({ responder: saying([failing], ['Back again.']) })
    const client = await server.connect()
    client.send(textSession)
    client.send({ type: 'response.create' })
    expect((await client.next('response.done'))['response']).toMatchObject({
      status: 'failed',
      status_details: { type: 'failed', error: { code: 'rate_limit_exceeded' } },
    })
    client.send({ type: 'response.create' })
    expect((await client.next('response.done'))['response']).toMatchObject({ status: 'completed' })
  })

  test('the audio of an answer is paced, in chunks of at most 200 ms', async () => {
    const clock = createManualClock()
    await using server = await startTestServer({ clock, responder: saying([long]), pacing: { rate: 4, burstMs: 600 } })
    const client = await server.connect()
    client.send({ type: 'response.create' })
    await client.next('response.output_audio.delta')
    await clock.advance(500)
    client.send({ type: 'input_audio_buffer.clear' })
    await client.next('input_audio_buffer.cleared')
    const deltas = client.events.filter(({ type }) => type === 'response.output_audio.delta')
    expect(Math.max(...deltas.map((event) => audioMs([event])))).toBeLessThanOrEqual(200)
    expect(audioMs(deltas)).toBeGreaterThan(2000)
    expect(audioMs(deltas)).toBeLessThanOrEqual(600 + 4 * 500 + 200)
  })

  test('G.711 answers are one byte a sample at 8 kHz', async () => {
    await using server = await startTestServer({ responder: saying(['Hello there.']) })
    const client = await server.connect()
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { output: { format: { type: 'audio/pcmu' } } } },
    })
    client.send({ type: 'response.create' })
    await client.next('response.done')
    const bytes = client.events.reduce(
      (sum, { type, delta }) =>
        type === 'response.output_audio.delta' ? sum + Buffer.from(String(delta), 'base64').length : sum,
      0,
    )
    expect(bytes).toBe('Hello there.'.length * 20 * 8)
  })
})

describe('time', () => {
  test('a quiet user is spoken to after idle_timeout_ms', async () => {
    const clock = createManualClock()
    await using server = await startTestServer({
      clock,
      heard: [''],
      // 35 characters of 20 ms: the user listens for 700 ms before being quiet.
      responder: saying(['Hello there, my friend, here we go.'], ['Are you there?']),
    })
    const client = await server.connect()
    const turn_detection = { type: 'server_vad', idle_timeout_ms: 6000 }
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection } } } })
    client.speak(silence(7000))
    client.send({ type: 'response.create' })
    await client.next('response.done')
    client.speak(silence(300))
    client.send({ type: 'conversation.item.retrieve', item_id: 'nobody' })
    await client.next('error')
    const before = client.events.length
    await clock.advance(6600)
    expect(client.events.slice(before).some(({ type }) => type.includes('timeout'))).toBe(false)
    await clock.advance(300)
    const timeout = await client.next('input_audio_buffer.timeout_triggered')
    expect(Number(timeout['audio_end_ms']) - Number(timeout['audio_start_ms'])).toBe(6000)
    await client.next('response.done')
    const order = orderOf(client.events.slice(before))
    expect(order.slice(0, 5)).toEqual([
      'input_audio_buffer.timeout_triggered',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
    ])
  })

  test('a client that sends no audio is not taken for a quiet user', async () => {
    const clock = createManualClock()
    await using server = await startTestServer({ clock, responder: saying(['Hello.'], ['Are you there?']) })
    const client = await server.connect()
    const turn_detection = { type: 'server_vad', idle_timeout_ms: 5000 }
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection } } } })
    client.send({ type: 'response.create' })
    await client.next('response.done')
    await clock.advance(20_000)
    client.speak(silence(500))
    client.send({ type: 'input_audio_buffer.commit' })
    await client.next('input_audio_buffer.committed')
    expect(client.events.some(({ type }) => type.includes('timeout'))).toBe(false)
  })

  test('a session that reaches its end is told and closed with 1001', async () => {
    const clock = createManualClock()
    await using server = await startTestServer({ clock })
    const client = await server.connect()
    await client.next('session.created')
    await clock.advance(3_600_000)
    expect((await client.next('error'))['error']).toMatchObject({ code: 'session_expired', event_id: null })
    expect(await client.closed).toEqual({ code: 1001, reason: 'Your session hit the maximum duration of 60 minutes.' })
    expect(server.sessionCount()).toBe(0)
  })
})
