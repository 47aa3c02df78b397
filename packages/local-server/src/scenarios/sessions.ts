import { expect } from 'vitest'
import { createDefaultResponder } from '../responder/defaultResponder.ts'
import type { McpConnector } from '../session/sessionPorts.ts'
import { saying } from '../testing/testServer.ts'
import type { WireEvent } from '../testing/wireClient.ts'
import {
  committed,
  configured,
  connected,
  heardTurn,
  itemAdded,
  listening,
  respond,
  spokenAnswer,
  stoppedClock,
  update,
  userText,
  writtenMessage,
  type Scenario,
} from './scenario.ts'

const dice: McpConnector = {
  listTools: () =>
    Promise.resolve([
      {
        name: 'roll_dice',
        description: 'Rolls a die',
        input_schema: { type: 'object', properties: { sides: { type: 'integer' } } },
      },
    ]),
  callTool: () => Promise.resolve({ output: 'You rolled a four.' }),
}
const withDice = (require_approval: 'always' | 'never'): object =>
  update({
    output_modalities: ['text'],
    tools: [{ type: 'mcp', server_label: 'dice', server_url: 'https://dice.test/mcp', require_approval }],
  })
const diceServer = () => ({ mcp: dice, responder: createDefaultResponder({ now: () => 0 }) })
const listed = [
  ...configured,
  'conversation.item.added',
  'mcp_list_tools.in_progress',
  'mcp_list_tools.completed',
  'conversation.item.done',
]
const callBegun = [
  'response.created',
  'response.output_item.added',
  'conversation.item.added',
  'response.mcp_call_arguments.delta',
  'response.mcp_call_arguments.done',
  'response.mcp_call.in_progress',
]
const called = [
  ...callBegun,
  'response.mcp_call.completed',
  'conversation.item.done',
  'response.output_item.done',
  ...writtenMessage,
  'response.done',
]
const approvalAsked = [
  'response.created',
  'response.output_item.added',
  ...itemAdded,
  'response.output_item.done',
  'response.done',
]
const outputs = (events: readonly WireEvent[]): { id: string; type: string }[] =>
  events
    .filter(({ type }) => type === 'response.done')
    .flatMap((event) => (event['response'] as { output: { id: string; type: string }[] }).output)
const approve = (events: readonly WireEvent[], approved: boolean): object => ({
  type: 'conversation.item.create',
  item: { type: 'mcp_approval_response', approval_request_id: outputs(events)[0]!.id, approve: approved },
})

export const sessions: readonly Scenario[] = [
  {
    title: 'idle timeout',
    server: () => ({
      clock: stoppedClock(),
      heard: [''],
      responder: saying(['Hello, how are you?'], ['Are you still there?']),
    }),
    async act({ transport, clock, send, next, quiet }) {
      send(listening({ type: 'server_vad', idle_timeout_ms: 6000 }))
      await next('session.updated')
      await quiet(1000)
      send(respond())
      await next('response.done')
      if (transport === 'WebRTC') await next('output_audio_buffer.stopped')
      await quiet(1000)
      // Its reply says that the silence has arrived.
      send(listening({ type: 'server_vad', idle_timeout_ms: 6000 }))
      await next('session.updated')
      await clock.advance!(8000)
      await next('response.done')
    },
    order: (transport) => [
      ...configured,
      ...spokenAnswer(transport),
      'session.updated',
      'input_audio_buffer.timeout_triggered',
      ...committed,
      ...spokenAnswer(transport),
    ],
    check(events) {
      const timeout = events.find(({ type }) => type === 'input_audio_buffer.timeout_triggered')
      const commit = events.find(({ type }) => type === 'input_audio_buffer.committed')
      expect(commit?.['item_id']).toBe(timeout?.['item_id'])
    },
  },
  {
    title: 'session expiry',
    server: () => ({ sessionDurationMs: 60_000, clock: stoppedClock() }),
    async act({ transport, clock, next, ended }) {
      await next('session.created')
      await clock.advance!(60_000)
      await next('error')
      expect(await ended).toBe(transport === 'WebSocket' ? 1001 : null)
    },
    order: () => [...connected, 'error'],
    check: (events) =>
      expect(events[1]?.['error']).toMatchObject({ code: 'session_expired', param: null, event_id: null }),
  },
  {
    title: 'MCP: listing and a call that needs no approval',
    server: diceServer,
    async act({ send, next }) {
      send(withDice('never'))
      await next('conversation.item.done')
      send(userText('Please roll a dice with 6 sides'))
      send(respond())
      await next('response.done')
    },
    order: () => [...listed, ...itemAdded, ...called],
    check: (events) => expect(outputs(events).map(({ type }) => type)).toEqual(['mcp_call', 'message']),
  },
  {
    title: 'MCP: a call that is approved goes on by itself',
    server: diceServer,
    async act({ events, send, next }) {
      send(withDice('always'))
      await next('conversation.item.done')
      send(userText('Please roll a dice with 6 sides'))
      send(respond())
      await next('response.done')
      send(approve(events, true))
      await next('response.done')
    },
    order: () => [...listed, ...itemAdded, ...approvalAsked, ...itemAdded, ...called],
    check: (events) =>
      expect(outputs(events).map(({ type }) => type)).toEqual(['mcp_approval_request', 'mcp_call', 'message']),
  },
  {
    title: 'MCP: a call that is denied is not made',
    server: diceServer,
    async act({ events, send, next }) {
      send(withDice('always'))
      await next('conversation.item.done')
      send(userText('Please roll a dice with 6 sides'))
      send(respond())
      await next('response.done')
      send(approve(events, false))
      await next('response.done')
    },
    order: () => [
      ...listed,
      ...itemAdded,
      ...approvalAsked,
      ...itemAdded,
      'response.created',
      ...writtenMessage,
      'response.done',
    ],
  },
  {
    title: 'MCP: a listing that fails, and the conversation that goes on',
    server: () => ({ ...diceServer(), mcp: { ...dice, listTools: () => Promise.reject(new Error('gone')) } }),
    async act({ send, next }) {
      send(withDice('never'))
      await next('mcp_list_tools.failed')
      send(userText('Hello'))
      send(respond())
      await next('response.done')
    },
    order: () => [
      ...listed.map((type) => (type === 'mcp_list_tools.completed' ? 'mcp_list_tools.failed' : type)),
      ...itemAdded,
      'response.created',
      ...writtenMessage,
      'response.done',
    ],
  },
  {
    title: 'a transcription session',
    query: '?intent=transcription',
    server: () => ({ heard: ['Note this down.'] }),
    async act({ send, next, say }) {
      const session = { type: 'transcription', audio: { input: { transcription: { model: 'gpt-transcribe' } } } }
      send({ type: 'session.update', session })
      await next('session.updated')
      await say()
      await next('conversation.item.input_audio_transcription.completed')
    },
    order: () => [...configured, ...heardTurn],
    check(events) {
      expect(events[0]?.['session']).toMatchObject({
        type: 'transcription',
        object: 'realtime.transcription_session',
      })
      expect(events.some(({ type }) => type === 'rate_limits.updated')).toBe(false)
    },
  },
  {
    title: 'items: created, retrieved, deleted, refused',
    server: () => ({}),
    async act({ send, next }) {
      send({ ...userText('One'), item: { ...(userText('One') as { item: object }).item, id: 'one' } })
      send({ type: 'conversation.item.retrieve', item_id: 'one' })
      send({ type: 'conversation.item.delete', item_id: 'one' })
      send({ type: 'conversation.item.retrieve', item_id: 'one' })
      await next('error')
    },
    order: () => [...connected, ...itemAdded, 'conversation.item.retrieved', 'conversation.item.deleted', 'error'],
  },
  {
    title: 'audio by event is refused over WebRTC',
    not: { WebSocket: 'appends are how audio travels there' },
    server: () => ({}),
    async act({ send, next }) {
      send({ type: 'input_audio_buffer.append', audio: 'AAAA' })
      await next('error')
    },
    order: () => [...connected, 'error'],
    check: (events) => expect(events[1]?.['error']).toMatchObject({ code: 'invalid_value', param: 'type' }),
  },
  {
    title: 'clearing the output audio buffer is refused over WebSocket',
    not: { WebRTC: 'it is how a client interrupts there: see response.cancel' },
    server: () => ({}),
    async act({ send, next }) {
      send({ type: 'output_audio_buffer.clear' })
      await next('error')
    },
    order: () => [...connected, 'error'],
    check: (events) => expect(events[1]?.['error']).toMatchObject({ code: 'invalid_value', param: 'type' }),
  },
]
