import { expect } from 'vitest'
import { saying } from '../testing/testServer.ts'
import type { WireEvent } from '../testing/wireClient.ts'
import {
  committed,
  configured,
  connected,
  heardTurn,
  itemAdded,
  listening,
  longAnswer,
  paused,
  respond,
  spokenAnswer,
  spokenBegin,
  spokenEnd,
  update,
  userText,
  writtenAnswer,
  type Caller,
  type Scenario,
} from './scenario.ts'

const done = (events: readonly WireEvent[], at: number = 0): object =>
  events.filter(({ type }) => type === 'response.done')[at]?.['response'] as object
const answerIs = (events: readonly WireEvent[], text: string): void =>
  expect(events.find(({ type }) => type === 'response.output_audio_transcript.done')?.['transcript']).toBe(text)

/** Over WebSocket the client says what was heard, while the next turn goes on; over WebRTC the server knows. Waits for the next answer. */
async function reportHeard({ transport, events, send, next }: Caller, item: WireEvent): Promise<void> {
  if (transport === 'WebSocket') {
    const { id } = item['item'] as { id: string }
    send({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: 100 })
  }
  await next('response.done')
  if (!events.some(({ type }) => type === 'conversation.item.truncated')) await next('conversation.item.truncated')
}

export const turns: readonly Scenario[] = [
  {
    title: 'connect and configure',
    server: () => ({}),
    async act({ send, next }) {
      send(update({ instructions: 'Be brief.' }))
      await next('session.updated')
    },
    order: () => configured,
  },
  {
    title: 'a text turn in a text session',
    server: () => ({ responder: saying(['Hello', ' there.']) }),
    async act({ send, next }) {
      send(update({ output_modalities: ['text'] }))
      send(userText('Hi'))
      send(respond())
      await next('rate_limits.updated')
    },
    order: () => [...configured, ...itemAdded, ...writtenAnswer],
    check(events) {
      expect(done(events)).toMatchObject({ status: 'completed', output: [{ content: [{ type: 'output_text' }] }] })
      expect(events.at(-1)?.type).toBe('rate_limits.updated')
    },
  },
  {
    title: 'a typed turn answered in speech',
    server: () => ({ responder: saying(['Hello there, you.']) }),
    async act({ send, next }) {
      send(userText('Hi'))
      send(respond())
      await next('response.done')
    },
    order: (transport) => [...connected, ...itemAdded, ...spokenAnswer(transport)],
  },
  {
    title: 'a spoken turn found by server_vad, with its transcription beside it',
    server: () => ({ heard: ['What time is it?'], responder: saying(['It is noon.']) }),
    async act({ send, next, say }) {
      send(listening({ type: 'server_vad' }, { transcription: { model: 'gpt-transcribe' } }))
      await next('session.updated')
      await say()
      await next('response.done')
    },
    order: (transport) => [...configured, ...heardTurn, ...spokenAnswer(transport)],
    check(events) {
      answerIs(events, 'It is noon.')
      const completed = events.find(({ type }) => type.endsWith('input_audio_transcription.completed'))
      expect(completed).toMatchObject({ transcript: 'What time is it?' })
    },
  },
  {
    title: 'a spoken turn found by semantic_vad',
    server: () => ({ heard: ['What time is it?'], responder: saying(['It is noon.']) }),
    async act({ send, next, say }) {
      send(listening({ type: 'semantic_vad', eagerness: 'high' }))
      await next('session.updated')
      await say()
      await next('response.done')
    },
    order: (transport) => [...configured, ...heardTurn, ...spokenAnswer(transport)],
  },
  {
    title: 'create_response off: the client asks for the answer when it wants',
    server: () => ({ responder: saying(['Here you are.']) }),
    async act({ send, next, say }) {
      send(listening({ type: 'server_vad', create_response: false }))
      await next('session.updated')
      await say()
      await next('conversation.item.done')
      send(respond())
      await next('response.done')
    },
    order: (transport) => [...configured, ...heardTurn, ...spokenAnswer(transport)],
  },
  {
    title: 'interruption off: a turn that ends during an answer is answered after it',
    server: () => ({ responder: saying([longAnswer], ['Second answer.']), ...paused() }),
    async act({ clock, send, next, say }) {
      send(listening({ type: 'server_vad', interrupt_response: false, silence_duration_ms: 100 }))
      send(respond())
      await next('response.content_part.added')
      await say()
      await next('conversation.item.done')
      await clock.advance!(120_000)
      await next('response.done')
      await next('response.done')
    },
    order: (transport) => [
      ...configured,
      'response.created',
      ...spokenBegin(transport),
      ...heardTurn,
      // The first answer goes on after the turn.
      'response.output_audio_transcript.delta',
      ...(transport === 'WebSocket' ? ['response.output_audio.delta'] : []),
      ...spokenEnd,
      'response.done',
      ...spokenAnswer(transport),
    ],
    check: (events) => expect([done(events), done(events, 1)]).toMatchObject([{ status: 'completed' }, {}]),
  },
  {
    title: 'a spoken turn answered in text',
    server: () => ({ heard: ['How are you?'], responder: saying(['Fine.']) }),
    async act({ send, next, say }) {
      send(update({ output_modalities: ['text'] }))
      await next('session.updated')
      await say()
      await next('response.done')
    },
    order: () => [...configured, ...heardTurn, ...writtenAnswer],
  },
  {
    title: 'barge-in while the answer is being made',
    server: () => ({ heard: ['Tell me', 'Stop'], responder: saying([longAnswer], ['Yes?']), ...paused() }),
    async act(caller) {
      const { next, say } = caller
      await say()
      const item = await next('response.output_item.added')
      await next('response.output_audio_transcript.delta')
      await caller.quiet(300)
      await say()
      await next('response.done')
      await reportHeard(caller, item)
    },
    order: (transport) => [
      ...connected,
      ...heardTurn,
      'response.created',
      ...spokenBegin(transport),
      'input_audio_buffer.speech_started',
      ...spokenEnd,
      'response.done',
      // Over WebSocket the client's truncation races with the second turn, so its place is looked at apart.
      ...(transport === 'WebRTC' ? ['conversation.item.truncated'] : []),
      'input_audio_buffer.speech_stopped',
      ...committed,
      ...spokenAnswer(transport),
    ],
    check(events) {
      expect(done(events)).toMatchObject({
        status: 'cancelled',
        status_details: { type: 'cancelled', reason: 'turn_detected' },
        output: [{ status: 'incomplete' }],
      })
      expect(events.filter(({ type }) => type === 'conversation.item.truncated')).toHaveLength(1)
    },
  },
  {
    title: 'barge-in while the answer is only still playing',
    server: () => ({ heard: ['Tell me', 'Stop'], responder: saying([longAnswer], ['Yes?']) }),
    async act(caller) {
      const { next, say } = caller
      await say()
      const item = await next('response.output_item.added')
      await next('response.done')
      await caller.quiet(300)
      await say()
      await next('input_audio_buffer.speech_started')
      await reportHeard(caller, item)
    },
    order: (transport) => [
      ...connected,
      ...heardTurn,
      ...spokenAnswer(transport),
      'input_audio_buffer.speech_started',
      ...(transport === 'WebRTC' ? ['conversation.item.truncated'] : []),
      'input_audio_buffer.speech_stopped',
      ...committed,
      ...spokenAnswer(transport),
    ],
    check: (events) => expect(done(events)).toMatchObject({ status: 'completed' }),
  },
  {
    title: 'a manual turn',
    server: () => ({ responder: saying(['Yes, of course.']) }),
    async act({ send, next, keepSpeaking }) {
      send(listening(null))
      send({ type: 'input_audio_buffer.clear' })
      await next('input_audio_buffer.cleared')
      await keepSpeaking()
      send({ type: 'input_audio_buffer.commit' })
      send(respond())
      await next('response.done')
    },
    order: (transport) => [...configured, 'input_audio_buffer.cleared', ...committed, ...spokenAnswer(transport)],
  },
  {
    title: 'a commit while the user speaks ends the turn without speech_stopped',
    server: () => ({}),
    async act({ send, next, keepSpeaking }) {
      send(listening({ type: 'server_vad', create_response: false }))
      await next('session.updated')
      await keepSpeaking()
      await next('input_audio_buffer.speech_started')
      send({ type: 'input_audio_buffer.commit' })
      await next('conversation.item.done')
    },
    order: () => [...configured, 'input_audio_buffer.speech_started', ...committed],
    check(events) {
      const [started, taken] = ['speech_started', 'committed'].map((name) =>
        events.find(({ type }) => type === `input_audio_buffer.${name}`),
      )
      expect(taken?.['item_id']).toBe(started?.['item_id'])
    },
  },
]
