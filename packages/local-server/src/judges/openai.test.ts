import { connect } from 'node:net'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLocalServer, type LocalServer } from '../startLocalServer.ts'
import { frames, utterance, weatherTool, words } from './conversation.ts'

let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer({ port: 0 })
}, 30_000)
afterAll(() => server.close())

type Event = { type: string } & Record<string, unknown>

/** The official client insists on `wss`; only its socket is redirected, everything above it is untouched. */
function openClient() {
  const api = new OpenAI({ apiKey: 'sk-offline', baseURL: `${server.url}/v1` })
  const createConnection = () => connect(server.port, '127.0.0.1')
  const client = new OpenAIRealtimeWS({ model: 'gpt-realtime', options: { createConnection } as object }, api)
  const events: Event[] = []
  const waiting: (() => void)[] = []
  let read = 0
  client.on('event', (event) => {
    events.push(event as unknown as Event)
    for (const wake of waiting.splice(0)) wake()
  })
  client.on('error', () => {})
  const next = async (type: string): Promise<Event> => {
    for (;;) {
      while (read < events.length) {
        const event = events[read++]!
        if (event.type === type) return event
      }
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
      })
    }
  }
  const speak = async (text: string, voice?: string) => {
    for (const frame of frames(await utterance(text, voice))) {
      client.send({ type: 'input_audio_buffer.append', audio: Buffer.from(frame.buffer).toString('base64') })
    }
  }
  return { client, events, next, speak }
}

test('the official client holds a spoken turn, a tool call and a barge-in', async () => {
  const { client, events, next, speak } = openClient()
  await next('session.created')
  client.send({
    type: 'session.update',
    session: {
      type: 'realtime',
      instructions: 'You are Ada.',
      tools: [weatherTool],
      audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe' } }, output: { voice: 'cedar' } },
    },
  })
  await next('session.updated')

  await speak('What is the weather like in Paris today?')
  const call = await next('response.function_call_arguments.done')
  expect(JSON.parse(String(call['arguments']))).toEqual({ city: 'Paris' })
  await next('response.done')
  client.send({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: String(call['call_id']), output: 'It is sunny in Paris.' },
  })
  client.send({ type: 'response.create' })
  expect((await next('response.output_audio_transcript.done'))['transcript']).toBe('It is sunny in Paris.')
  await next('response.done')

  await speak('Tell me a story.')
  const item = (await next('response.output_item.added'))['item'] as { id: string }
  await next('response.output_audio.delta')
  await speak('What is the capital of Australia?', 'slt')
  const cut = (await next('response.done'))['response'] as { status: string }
  expect(cut).toMatchObject({ status: 'cancelled', status_details: { reason: 'turn_detected' } })
  client.send({ type: 'conversation.item.truncate', item_id: item.id, content_index: 0, audio_end_ms: 100 })
  await next('conversation.item.truncated')
  expect((await next('response.output_audio_transcript.done'))['transcript']).toContain('Canberra')

  const heard = events.filter(({ type }) => type === 'conversation.item.input_audio_transcription.completed')
  expect(heard.map((event) => words(String(event['transcript'])))).toEqual([
    'what is the weather like in paris today',
    'tell me a story',
    'what is the capital of australia',
  ])
  expect(events.filter(({ type }) => type === 'error')).toEqual([])
  client.close()
}, 60_000)

test('the official client mints a client secret that opens a session', async () => {
  const api = new OpenAI({ apiKey: 'sk-offline', baseURL: `${server.url}/v1` })
  const secret = await api.realtime.clientSecrets.create({
    session: { type: 'realtime', model: 'gpt-realtime', instructions: 'You are Bo.' },
  })
  expect(secret.value).toMatch(/^ek_/)
  expect(secret.session).toMatchObject({ type: 'realtime', instructions: 'You are Bo.' })
})
