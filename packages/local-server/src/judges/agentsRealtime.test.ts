import { RealtimeAgent, RealtimeSession, tool, type TransportEvent } from '@openai/agents-realtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLocalServer, type LocalServer } from '../startLocalServer.ts'
import { frames, utterance, weatherTool, words } from './conversation.ts'

let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer({ port: 0 })
}, 30_000)
afterAll(() => server.close())

test('the agents kit holds a spoken turn with a tool, a barge-in and a handoff', async () => {
  const asked: unknown[] = []
  const getWeather = tool({
    name: weatherTool.name,
    description: weatherTool.description,
    parameters: weatherTool.parameters,
    strict: true,
    execute: (input) => {
      asked.push(input)
      return 'It is sunny in Paris.'
    },
  })
  const billing = new RealtimeAgent({ name: 'Billing', instructions: 'You are Bill, who knows all invoices.' })
  const agent = new RealtimeAgent({
    name: 'Greeter',
    instructions: 'You are Ada.',
    tools: [getWeather],
    handoffs: [billing],
  })
  const session = new RealtimeSession(agent, { transport: 'websocket', model: 'gpt-realtime' })
  const errors: unknown[] = []
  session.on('error', (error) => errors.push(error))
  let interruptions = 0
  session.on('audio_interrupted', () => interruptions++)
  const said = () =>
    session.history.flatMap((item) =>
      item.type === 'message' && item.role !== 'system'
        ? [
            `${item.role}: ${item.content.map((part) => ('transcript' in part ? part.transcript : 'text' in part ? part.text : '')).join('')}`,
          ]
        : [],
    )
  const log: TransportEvent[] = []
  let read = 0
  let wake = () => {}
  session.on('transport_event', (received) => {
    log.push(received)
    wake()
  })
  /** The next event of this type, from where the last one was found, that mentions `text`. */
  const event = async (type: string, text: string = '') => {
    for (;;) {
      while (read < log.length) {
        const received = log[read++]!
        if (received.type === type && JSON.stringify(received).includes(text)) return
      }
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const speak = async (text: string, voice?: string) => {
    for (const frame of frames(await utterance(text, voice))) session.sendAudio(frame.buffer as ArrayBuffer)
  }
  await session.connect({ apiKey: 'sk-offline', url: `${server.wsUrl}?model=gpt-realtime` })

  const spoken = 'response.output_audio_transcript.done'
  await speak('What is the weather like in Paris today?')
  await event(spoken, 'sunny')
  expect(asked).toEqual([{ city: 'Paris' }])
  await event('response.done')

  await speak('Tell me a story.')
  await event('response.output_audio.delta')
  await speak('What is the capital of Australia?', 'slt')
  await event(spoken, 'Canberra')
  expect(interruptions).toBeGreaterThan(0)
  await event('response.done')

  session.sendMessage('Please transfer me to billing.')
  await event(spoken, 'Bill')
  expect(session.currentAgent.name).toBe('Billing')
  expect(said().map(words)).toContain('user what is the weather like in paris today')
  expect(errors).toEqual([])
  session.close()
}, 60_000)
