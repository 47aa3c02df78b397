import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { RealtimeAgent } from '../agent/realtimeAgent.ts'
import { hostedMcpTool, tool } from '../agent/tool.ts'
import { ConnectionError } from '../errors.ts'
import {
  answerEnds,
  answerStarts,
  createTestSession,
  functionCall,
  responseCreated,
  responseDone,
  serverError,
  transcribed,
  transcriptDelta,
  userSpoke,
} from '../testing/index.ts'
import { selectHistory } from './selectors.ts'
import { replayTrace } from './replayTrace.ts'

const talk = async (maxTraceEvents = 20_000) => {
  const test = createTestSession({
    config: { maxTraceEvents },
    modelConfig: { apiKey: 'sk-very-secret' },
    agent: new RealtimeAgent({
      name: 'A',
      tools: [
        tool({ name: 'add', description: '', parameters: { type: 'object' }, execute: () => 3, needsApproval: true }),
        hostedMcpTool({
          serverLabel: 'm',
          serverUrl: 'https://example.com',
          headers: { authorization: 'Bearer hidden' },
        }),
      ],
    }),
  })
  const { session, server, clock } = test
  await test.connect()
  server.receive(...userSpoke(), transcribed('Add one and two.'))
  server.receive(responseCreated('r0'), ...functionCall('add', '{"a":1}', { responseId: 'r0' }), responseDone('r0'))
  await clock.settle()
  session.approve('call_1')
  await clock.settle()
  server.receive(...answerStarts({ previousId: 'item_f1' }), transcriptDelta('It is three, or so '))
  server.receiveAudio('item_a1', 'resp_1', new Uint8Array(48 * 900))
  await clock.advance(400)
  server.receive({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'item_u2' })
  server.receive(
    transcriptDelta('they say.'),
    ...answerEnds('It is three, or so they say.'),
    serverError('Careful.', { code: 'invalid_value' }),
  )
  server.drop(new ConnectionError('closed_by_server', 'Gone.', { retryable: true, closeCode: 1006 }))
  await clock.advance(1_000)
  return test
}

describe('traces', () => {
  test('a trace is JSON, holds no audio and no secret, and folds back into the same state', async () => {
    const { session } = await talk()
    const text = JSON.stringify(session.trace())
    expect(text).not.toContain('sk-very-secret')
    expect(text).not.toContain('hidden')
    expect(JSON.stringify(session.getSnapshot())).not.toContain('hidden')
    expect(text.length).toBeLessThan(60_000)
    const replayed = replayTrace(JSON.parse(text) as ReturnType<typeof session.trace>)
    const plain = (snapshot: unknown): unknown => JSON.parse(JSON.stringify(snapshot))
    expect(plain(replayed)).toEqual(plain(session.getSnapshot()))
    expect(selectHistory(replayed)).toEqual(session.history)
    expect(replayed.lastError).toMatchObject({ code: 'closed_by_server', closeCode: 1006, message: 'Gone.' })
  })

  test('a trace is capped and says how much it left out', async () => {
    const { session } = await talk(10)
    const { events, dropped } = session.trace()
    expect(events).toHaveLength(11)
    expect(dropped).toBeGreaterThan(20)
  })

  test('what is not a trace is refused with a reason', () => {
    for (const nonsense of [
      null,
      {},
      { version: 2, events: [] },
      { version: 1, events: [] },
      { version: 1, events: [{ type: 'trace.started' }, 5], dropped: 0 },
    ]) {
      expect(() => replayTrace(nonsense as never)).toThrow(
        expect.objectContaining({ code: 'invalid_option', path: 'trace' }),
      )
    }
  })

  test('a session does not keep the sound it has played', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const { session, server, clock, connect, events } = createTestSession()
    await connect()
    server.receive(...answerStarts(), transcriptDelta('Hello.'))
    const sounds = Array.from({ length: 3 }, () => {
      const bytes = new Uint8Array(48 * 100)
      server.receiveAudio('item_a1', 'resp_1', bytes)
      return new WeakRef(bytes)
    })
    server.receive(...answerEnds('Hello.'))
    await clock.advance(1_000)
    // The test's own list of what it heard.
    events.length = 0
    // A turn of the event loop: until then the engine keeps what a WeakRef was made of.
    await new Promise((resolve) => setImmediate(resolve))
    collect()
    expect(sounds.map((sound) => sound.deref())).toEqual([undefined, undefined, undefined])
    expect(JSON.stringify(session.trace())).toContain('audio.received')
  })
})

test('an event that no state can fold does not keep the rest of a trace from replaying', async () => {
  const { session } = await talk()
  const trace = session.trace()
  const broken = { at: 1, event: { type: 'response.done', response: null } }
  const replayed = replayTrace({ ...trace, events: [...trace.events, broken] })
  expect(selectHistory(replayed)).toEqual(session.history)
})
