import { describe, expect, test } from 'vitest'
import type { TurnDetector } from '../turn/turnDetector.ts'
import { createLevelDetector } from '../turn/levelDetector.ts'
import { joinAudio, loud, saying, silence, startTestServer } from '../testing/testServer.ts'
import { orderOf } from '../testing/wireClient.ts'

const spokenTurn = joinAudio(silence(400), loud(600), silence(900))
const assistantAudio = [
  'response.created',
  'response.output_item.added',
  'conversation.item.added',
  'response.content_part.added',
  'response.output_audio_transcript.delta',
  'response.output_audio.delta',
  'response.output_audio.done',
  'response.output_audio_transcript.done',
  'response.content_part.done',
  'conversation.item.done',
  'response.output_item.done',
  'response.done',
]
const assistantText = assistantAudio
  .filter((type) => !type.startsWith('response.output_audio'))
  .toSpliced(4, 0, 'response.output_text.delta', 'response.output_text.done')
const committedTurn = ['input_audio_buffer.committed', 'conversation.item.added', 'conversation.item.done']
const heardTurn = ['input_audio_buffer.speech_started', 'input_audio_buffer.speech_stopped', ...committedTurn]
const textSession = { type: 'realtime', output_modalities: ['text'] }
const userText = (text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
})

describe('order of events over WebSocket', () => {
  test('a text turn', async () => {
    await using server = await startTestServer({ responder: saying(['Hello', ' there.']) })
    const client = await server.connect()
    client.send({ type: 'session.update', session: textSession })
    client.send(userText('Hi'))
    client.send({ type: 'response.create' })
    const done = await client.next('response.done')
    await client.next('rate_limits.updated')
    expect(orderOf(client.events)).toEqual([
      'session.created',
      'session.updated',
      'conversation.item.added',
      'conversation.item.done',
      ...assistantText,
    ])
    expect(done['response']).toMatchObject({
      status: 'completed',
      output: [{ status: 'completed', content: [{ type: 'output_text', text: 'Hello there.' }] }],
      usage: { output_tokens: 3, output_token_details: { text_tokens: 3, audio_tokens: 0 } },
    })
    expect(client.events.at(-1)?.type).toBe('rate_limits.updated')
  })

  test('a spoken turn found by server_vad, with its transcription beside it', async () => {
    await using server = await startTestServer({ heard: ['What time is it?'], responder: saying(['It is noon.']) })
    const client = await server.connect()
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { transcription: { model: 'gpt-transcribe' } } } },
    })
    client.speak(spokenTurn)
    await client.next('response.done')
    expect(orderOf(client.events)).toEqual(['session.created', 'session.updated', ...heardTurn, ...assistantAudio])
    const of = (type: string) => client.events.find((event) => event.type === type)!
    const itemId = of('input_audio_buffer.speech_started')['item_id']
    expect(of('input_audio_buffer.committed')).toMatchObject({ item_id: itemId, previous_item_id: null })
    expect(of('input_audio_buffer.speech_started')['audio_start_ms']).toBeGreaterThan(50)
    expect(of('input_audio_buffer.speech_started')['audio_start_ms']).toBeLessThan(140)
    expect(of('input_audio_buffer.speech_stopped')['audio_end_ms']).toBeGreaterThanOrEqual(1500)
    expect(of('conversation.item.added')['item']).toMatchObject({
      id: itemId,
      content: [{ type: 'input_audio', transcript: null }],
    })
    const deltas = client.events.filter((event) => event.type.endsWith('transcription.delta'))
    const completed = of('conversation.item.input_audio_transcription.completed')
    expect(deltas.map((event) => event['delta']).join('')).toBe('What time is it?')
    expect(completed).toMatchObject({ item_id: itemId, transcript: 'What time is it?', usage: { type: 'tokens' } })
  })
})

describe('ends of turns', () => {
  test('a detector that is behind begins no turn with what has been committed meanwhile', async () => {
    const level = createLevelDetector()
    let catchUp = () => {}
    const behind = new Promise<void>((resolve) => {
      catchUp = resolve
    })
    const detector: TurnDetector = {
      open() {
        const stream = level.open()
        return { ...stream, write: (samples) => behind.then(() => stream.write(samples)) }
      },
    }
    await using server = await startTestServer({ detector })
    const client = await server.connect()
    client.speak(joinAudio(silence(200), loud(600)))
    client.send({ type: 'input_audio_buffer.commit' })
    await client.next('conversation.item.done')
    catchUp()
    client.speak(joinAudio(silence(500), loud(600)))
    const started = await client.next('input_audio_buffer.speech_started')
    // 800 ms were committed; the second turn is spoken 500 ms later and has 300 ms before it.
    expect(Math.abs(Number(started['audio_start_ms']) - 1000)).toBeLessThan(50)
  })

  test('semantic_vad waits longer after half a sentence than after a whole one', async () => {
    const endOf = async (text: string) => {
      await using server = await startTestServer({ heard: [text, text], responder: saying(['Yes.']) })
      const client = await server.connect()
      const turn_detection = { type: 'semantic_vad', eagerness: 'medium' }
      client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection } } } })
      client.speak(joinAudio(silence(400), loud(600), silence(5000)))
      const stopped = await client.next('input_audio_buffer.speech_stopped')
      return Number(stopped['audio_end_ms']) - 1000
    }
    expect(await endOf('What is the weather like?')).toBeLessThan(600)
    expect(await endOf('What is the weather like in')).toBeGreaterThan(3900)
  })

  test.each([
    ['high', 2000],
    ['medium', 4000],
    ['low', 8000],
  ])('half a sentence is waited for longer the less eager semantic_vad is: %s', async (eagerness, waitMs) => {
    const text = 'I would like to'
    await using server = await startTestServer({ heard: [text, text], responder: saying(['Yes.']) })
    const client = await server.connect()
    const turn_detection = { type: 'semantic_vad', eagerness }
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection } } } })
    client.speak(joinAudio(silence(400), loud(600), silence(9000)))
    const stopped = await client.next('input_audio_buffer.speech_stopped')
    expect(Math.abs(Number(stopped['audio_end_ms']) - 1000 - waitMs)).toBeLessThan(100)
  })

  test('a turn that ends while an answer runs without interruption is answered afterwards', async () => {
    await using server = await startTestServer({ responder: saying(['First.'], ['Second.']) })
    const client = await server.connect()
    const turn_detection = { type: 'server_vad', interrupt_response: false }
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection } } } })
    client.speak(spokenTurn)
    client.speak(spokenTurn)
    await client.next('response.done')
    await client.next('response.done')
    const spoken = client.events.filter((event) => event.type === 'response.output_audio_transcript.done')
    expect(spoken.map((event) => event['transcript'])).toEqual(['First.', 'Second.'])
  })
})
