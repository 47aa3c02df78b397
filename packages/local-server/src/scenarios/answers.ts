import { expect } from 'vitest'
import { saying } from '../testing/testServer.ts'
import type { WireEvent } from '../testing/wireClient.ts'
import {
  configured,
  connected,
  functionCall,
  itemAdded,
  longAnswer,
  paused,
  respond,
  spokenAnswer,
  spokenBegin,
  spokenEnd,
  spokenMessage,
  update,
  userText,
  type Scenario,
} from './scenario.ts'

const weather = { type: 'function', name: 'get_weather', parameters: { type: 'object', properties: {} } }
const call = (city: string) => ({
  type: 'call' as const,
  name: 'get_weather',
  arguments: JSON.stringify({ city }),
})
const dones = (events: readonly WireEvent[]): { status: string; output: { type: string; call_id: string }[] }[] =>
  events.filter(({ type }) => type === 'response.done').map((event) => event['response'] as never)

/** Answers every call of the last response, then asks for the answer that speaks them. */
function sendOutputs(events: readonly WireEvent[], send: (event: object) => void): void {
  for (const { type, call_id } of dones(events).at(-1)!.output) {
    if (type !== 'function_call') continue
    send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id, output: 'sunny' } })
  }
  send(respond())
}

export const answers: readonly Scenario[] = [
  {
    title: 'a tool call and the answer that speaks its result',
    server: () => ({ responder: saying([call('Paris')], ['It is sunny.']) }),
    async act({ events, send, next }) {
      send(update({ tools: [weather] }))
      send(userText('Weather in Paris?'))
      send(respond())
      await next('response.done')
      sendOutputs(events, send)
      await next('response.done')
    },
    order: (transport) => [
      ...configured,
      ...itemAdded,
      'response.created',
      ...functionCall,
      'response.done',
      ...itemAdded,
      ...spokenAnswer(transport),
    ],
    check: (events) => expect(dones(events)[0]).toMatchObject({ status: 'completed' }),
  },
  {
    title: 'parallel tool calls after a spoken preamble',
    server: () => ({ responder: saying(['One moment, please.', call('Paris'), call('Rome')], ['Sunny in both.']) }),
    async act({ events, send, next }) {
      send(update({ tools: [weather] }))
      send(userText('Weather in Paris and Rome?'))
      send(respond())
      await next('response.done')
      sendOutputs(events, send)
      await next('response.done')
    },
    order: (transport) => [
      ...configured,
      ...itemAdded,
      'response.created',
      ...spokenMessage(transport),
      ...functionCall,
      ...functionCall,
      'response.done',
      ...itemAdded,
      ...itemAdded,
      ...spokenAnswer(transport),
    ],
    check(events) {
      const calls = events.filter(({ type }) => type === 'response.function_call_arguments.done')
      expect(calls.map((event) => event['output_index'])).toEqual([1, 2])
      expect(calls.map((event) => event['arguments'])).toEqual(['{"city":"Paris"}', '{"city":"Rome"}'])
      expect(new Set(calls.map((event) => event['call_id'])).size).toBe(2)
    },
  },
  {
    title: 'an out-of-band response beside the conversation',
    server: () => ({ responder: saying(['Topic: cats.']) }),
    async act({ send, next }) {
      const input = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What is it about?' }] }]
      const metadata = { topic: 'label' }
      send(respond({ conversation: 'none', input, output_modalities: ['text'], tools: [], metadata }))
      await next('response.done')
    },
    order: () => [
      ...connected,
      'response.created',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ],
    check: (events) => expect(dones(events)[0]).toMatchObject({ conversation_id: null, metadata: { topic: 'label' } }),
  },
  {
    title: 'an out-of-band response during a spoken one',
    server: () => ({ responder: saying([longAnswer], ['Topic: cats.']), ...paused() }),
    async act({ send, next }) {
      send(respond())
      await next('response.output_audio_transcript.delta')
      send(respond({ conversation: 'none', input: [], output_modalities: ['text'] }))
      await next('response.done')
    },
    order: (transport) => [
      ...connected,
      'response.created',
      ...spokenBegin(transport),
      'response.created',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ],
    check(events) {
      const [spoken, beside] = events.filter(({ type }) => type === 'response.created').map(({ response }) => response)
      expect(dones(events)).toMatchObject([{ id: (beside as { id: string }).id }])
      expect(spoken).toMatchObject({ status: 'in_progress' })
    },
  },
  {
    title: 'response.cancel',
    server: () => ({ responder: saying([longAnswer]), ...paused() }),
    async act({ transport, send, next }) {
      send(respond())
      await next('response.output_audio_transcript.delta')
      if (transport === 'WebRTC') await next('output_audio_buffer.started')
      send({ type: 'response.cancel' })
      await next('response.done')
      if (transport === 'WebSocket') return
      send({ type: 'output_audio_buffer.clear' })
      await next('conversation.item.truncated')
    },
    order: (transport) => [
      ...connected,
      'response.created',
      ...spokenBegin(transport),
      ...spokenEnd,
      'response.done',
      ...(transport === 'WebRTC' ? ['conversation.item.truncated'] : []),
    ],
    check(events, transport) {
      expect(dones(events)).toMatchObject([
        { status: 'cancelled', status_details: { type: 'cancelled', reason: 'client_cancelled' } },
      ])
      expect(dones(events)[0]?.output).toMatchObject([{ status: 'incomplete' }])
      const cleared = events.filter(({ type }) => type === 'output_audio_buffer.cleared')
      expect(cleared).toHaveLength(transport === 'WebRTC' ? 1 : 0)
    },
  },
  {
    title: 'response.cancel with nothing to cancel',
    server: () => ({}),
    async act({ send, next }) {
      send({ type: 'response.cancel', event_id: 'mine' })
      await next('error')
    },
    order: () => [...connected, 'error'],
    check: (events) =>
      expect(events[1]?.['error']).toMatchObject({ code: 'response_cancel_not_active', event_id: 'mine' }),
  },
  {
    title: 'an answer that uses up its tokens',
    server: () => ({ responder: saying([longAnswer]) }),
    async act({ send, next }) {
      send(respond({ max_output_tokens: 20 }))
      await next('response.done')
    },
    order: (transport) => [...connected, ...spokenAnswer(transport)],
    check: (events) =>
      expect(dones(events)).toMatchObject([
        { status: 'incomplete', status_details: { type: 'incomplete', reason: 'max_output_tokens' } },
      ]),
  },
  {
    title: 'a response that fails, and the one after it',
    server: () => ({
      responder: saying(
        [{ type: 'fail', errorType: 'server_error', code: 'server_error', message: 'Out of order.' }],
        ['Back again, all well.'],
      ),
    }),
    async act({ send, next }) {
      send(respond())
      await next('response.done')
      send(respond())
      await next('response.done')
    },
    order: (transport) => [...connected, 'response.created', 'response.done', ...spokenAnswer(transport)],
    check: (events) => expect(dones(events)).toMatchObject([{ status: 'failed' }, { status: 'completed' }]),
  },
]
