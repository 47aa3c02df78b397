import { describe, expect, test } from 'vitest'
import { ConnectionError } from '../errors.ts'
import {
  answerStarts,
  createFakeMicrophone,
  createTestSession,
  responseCreated,
  responseDone,
  userSpoke,
  type TestSessionOptions,
} from '../testing/index.ts'

const usage = {
  total_tokens: 253,
  input_tokens: 132,
  output_tokens: 121,
  input_token_details: {
    text_tokens: 119,
    audio_tokens: 13,
    cached_tokens: 64,
    cached_tokens_details: { text_tokens: 64, audio_tokens: 0 },
  },
  output_token_details: { text_tokens: 30, audio_tokens: 91 },
}
const connected = async (options: TestSessionOptions = {}) => {
  const test = createTestSession(options)
  await test.connect()
  return test
}

describe('usage', () => {
  test('rule 140: told before the end of the turn, added up, and not told where the server says nothing', async () => {
    const { session, server, types, events } = await connected()
    server.receive(
      responseCreated('a'),
      responseDone('a', 'completed', { usage }),
      responseCreated('b'),
      responseDone('b'),
    )
    expect(types('usage_updated', 'agent_end')).toEqual(['usage_updated', 'agent_end', 'agent_end'])
    server.receive(responseCreated('c'), responseDone('c', 'completed', { usage }))
    expect(session.usage).toEqual({
      requests: 2,
      inputTokens: 264,
      outputTokens: 242,
      totalTokens: 506,
      inputDetails: { text: 238, audio: 26, image: 0, cached: 128 },
      outputDetails: { text: 60, audio: 182, image: 0, cached: 0 },
    })
    expect(events.find((event) => event.type === 'usage_updated')).toMatchObject({ response: { totalTokens: 253 } })
  })

  test('counts that are no numbers count as not said, and what comes after them still adds up', async () => {
    const { session, server } = await connected()
    const strange = { total_tokens: '12', input_tokens: {}, output_tokens: 1, input_token_details: 'many' }
    for (const id of ['a', 'b', 'c']) {
      server.receive(responseCreated(id), responseDone(id, 'completed', { usage: strange as never }))
    }
    server.receive(responseCreated('d'), responseDone('d', 'completed', { usage }))
    expect(session.usage).toMatchObject({ requests: 4, inputTokens: 132, outputTokens: 124, totalTokens: 256 })
    expect(session.getSnapshot().lastError).toBeNull()
  })

  test('the cost follows the price table of the app, for the model in use', async () => {
    const prices = {
      'gpt-realtime-2.1': { inputText: 4, inputAudio: 32, cached: 0.4, outputText: 16, outputAudio: 64 },
    }
    const { session, server } = await connected({ config: { prices } })
    server.receive(
      { type: 'session.updated', session: { model: 'gpt-realtime-2.1' } },
      responseCreated(),
      responseDone('resp_1', 'completed', { usage }),
    )
    expect(session.usage.cost).toBeCloseTo((55 * 4 + 13 * 32 + 64 * 0.4 + 30 * 16 + 91 * 64) / 1e6, 9)
  })

  test('a response that failed is an error the app sees', async () => {
    const { session, server } = await connected()
    server.receive(
      responseCreated(),
      responseDone('resp_1', 'failed', {
        status_details: { type: 'failed', error: { code: 'rate_limit_exceeded', message: 'Rate limit reached.' } },
      }),
    )
    expect(session.getSnapshot().lastError).toMatchObject({ code: 'server_error', serverCode: 'rate_limit_exceeded' })
  })
})

describe('metrics', () => {
  test('the wait is counted from the end of the speech, not of the silence after it, to the first sample', async () => {
    const { session, server, clock } = await connected({
      config: { modelSettings: { turnDetection: { type: 'server_vad', silenceDurationMs: 500 } } },
    })
    server.receive(...userSpoke())
    const turnEndAt = clock.now()
    const userSpeechEndAt = turnEndAt - 500
    await clock.advance(200)
    server.receive(...answerStarts({ previousId: 'item_u1' }))
    await clock.advance(100)
    server.receiveAudio('item_a1', 'resp_1', new Uint8Array(4800))
    expect(session.metrics.turns).toEqual([
      { responseId: 'resp_1', userSpeechEndAt, turnEndAt, firstSampleAt: clock.now(), toFirstAudioMs: 800 },
    ])
  })

  test('keeps the last fifty turns', async () => {
    const { session, server } = await connected()
    for (let i = 0; i < 60; i++) server.receive(responseCreated(`r${i}`), responseDone(`r${i}`))
    expect(session.metrics.turns).toHaveLength(50)
    expect(session.metrics.turns[0]?.responseId).toBe('r10')
  })
})

test('the round trip that a transport measures is in the metrics until another connection takes over', async () => {
  const { session, server, clock } = await connected({ audio: 'track' })
  expect(session.metrics).not.toHaveProperty('rttMs')
  server.measure(42)
  const before = session.metrics
  expect(before).toMatchObject({ rttMs: 42 })
  server.measure(42)
  expect(session.metrics).toBe(before)
  server.drop(new ConnectionError('closed_by_server', 'gone', { retryable: true }))
  await clock.advance(10_000)
  expect(session.getSnapshot().connection.status).toBe('connected')
  expect(session.metrics).not.toHaveProperty('rttMs')
})

describe('the voice while a connection is lost, or a new session takes over', () => {
  const speaking = async (audio: 'frames' | 'track') => {
    const microphone = createFakeMicrophone()
    const test = createTestSession({ audio, ports: { microphone } })
    await test.connect()
    await test.clock.settle()
    test.server.drop(new ConnectionError('closed_by_server', 'gone', { retryable: true }))
    const { connection } = test.session.getSnapshot()
    const gapMs = connection.status === 'reconnecting' ? connection.nextRetryAt - test.clock.now() : 0
    return { ...test, microphone, gapMs }
  }

  test('over a track it reaches nobody: the gap is counted', async () => {
    const { session, clock, gapMs } = await speaking('track')
    await clock.advance(10_000)
    expect(session.status).toBe('connected')
    expect(gapMs).toBeGreaterThan(100)
    expect(session.metrics.droppedAudioMs).toBe(gapMs)
  })

  test('of a muted microphone nothing is lost', async () => {
    const { session, clock } = await speaking('track')
    session.mute()
    await clock.advance(10_000)
    expect(session.metrics.droppedAudioMs).toBe(0)
  })

  test('over a socket it is kept, and is the first thing the new session hears', async () => {
    const { session, server, clock, microphone } = await speaking('frames')
    const said = Uint8Array.from({ length: 960 }, (_, i) => i)
    microphone.chunk(said)
    server.clear()
    await clock.advance(10_000)
    expect(session.status).toBe('connected')
    expect(server.audio).toEqual([said])
    expect(session.metrics.droppedAudioMs).toBe(0)
  })
})
