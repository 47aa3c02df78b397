import { describe, expect, test, vi } from 'vitest'
import { RealtimeAgent } from '../agent/realtimeAgent.ts'
import { handoff } from '../agent/handoff.ts'
import { tool } from '../agent/tool.ts'
import { ConnectionError } from '../errors.ts'
import {
  createTestSession,
  answerEnds,
  answerStarts,
  transcriptDelta,
  transcribed,
  userSpoke,
  responseCreated,
} from '../testing/index.ts'

const pcm = (ms: number): Uint8Array => new Uint8Array(ms * 48)

describe('a conversation', () => {
  test('connects, configures, speaks and streams the transcript of both sides', async () => {
    const { session, server, clock, types } = createTestSession()
    await session.connect()
    expect(server.sent[0]).toMatchObject({
      type: 'session.update',
      session: {
        type: 'realtime',
        instructions: 'Be brief.',
        tools: [],
        audio: { input: { turn_detection: { type: 'semantic_vad' } } },
      },
    })
    expect(session.status).toBe('connected')
    server.receive(...userSpoke())
    expect(session.agentState).toBe('thinking')
    server.receive(...answerStarts({ previousId: 'item_u1' }), transcriptDelta('Hello '), transcriptDelta('there.'))
    server.receiveAudio('item_a1', 'resp_1', pcm(400))
    expect(session.agentState).toBe('speaking')
    server.receive(transcribed('Good morning.'), ...answerEnds('Hello there.'))
    await clock.advance(600)
    expect(session.agentState).toBe('idle')
    expect(session.history).toMatchObject([
      {
        id: 'item_u1',
        role: 'user',
        content: [{ type: 'input_audio', transcript: 'Good morning.', transcription: 'done' }],
      },
      {
        id: 'item_a1',
        role: 'assistant',
        status: 'completed',
        interrupted: false,
        content: [{ transcript: 'Hello there.', heard: 'Hello there.', unheard: '', heardMs: 400 }],
      },
    ])
    expect(types('agent_start', 'agent_end', 'audio_started', 'audio_drained', 'audio_end')).toEqual([
      'agent_start',
      'audio_started',
      'audio_end',
      'agent_end',
      'audio_drained',
    ])
  })

  test('barge-in stops playback, truncates at the millisecond heard and marks what was not heard', async () => {
    const { server, clock, session, events, connect } = createTestSession()
    await connect()
    server.receive(...answerStarts())
    for (const word of ['one ', 'two ', 'three ', 'four ', 'five ']) {
      server.receive(transcriptDelta(word))
      server.receiveAudio('item_a1', 'resp_1', pcm(500))
    }
    await clock.advance(1210)
    server.clear()
    server.receive({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'item_u2' })
    expect(server.sent).toEqual([
      { type: 'conversation.item.truncate', item_id: 'item_a1', content_index: 0, audio_end_ms: 1210 },
    ])
    const [item] = session.history
    expect(item).toMatchObject({
      status: 'incomplete',
      interrupted: true,
      content: [{ heard: 'one two ', unheard: 'three four five ', heardMs: 1210 }],
    })
    expect(events.find((event) => event.type === 'audio_interrupted')).toMatchObject({
      itemId: 'item_a1',
      heardMs: 1210,
    })
    expect(session.agentState).toBe('listening')
  })
})

describe('life cycle', () => {
  test('rule 1: a new session has opened nothing and called nothing', async () => {
    const instructions = vi.fn(() => 'x')
    const { session, server } = createTestSession({ agent: new RealtimeAgent({ name: 'A', instructions }) })
    expect(instructions).not.toHaveBeenCalled()
    expect(server.connects).toHaveLength(0)
    expect(session.status).toBe('disconnected')
  })

  test('rule 2 and 3: a tool and a handoff of one name are refused before connecting, unless one is disabled', async () => {
    const billing = new RealtimeAgent({ name: 'Billing' })
    const clash = (enabled: boolean) =>
      new RealtimeAgent({
        name: 'A',
        tools: [
          tool({
            name: 'transfer_to_billing',
            description: '',
            parameters: { type: 'object' },
            execute: () => '',
            isEnabled: enabled,
          }),
        ],
        handoffs: [handoff(billing)],
      })
    const refused = createTestSession({ agent: clash(true) })
    await expect(refused.session.connect()).rejects.toMatchObject({
      code: 'duplicate_tool_name',
      message: expect.stringContaining('transfer_to_billing'),
    })
    expect(refused.server.connects).toHaveLength(0)
    const accepted = createTestSession({ agent: clash(false) })
    await accepted.session.connect()
    expect(accepted.session.status).toBe('connected')
  })

  test('rule 4: a failed connect is rethrown, and a second attempt starts clean', async () => {
    const { session, server } = createTestSession()
    const gate = server.holdNextConnect()
    const first = session.connect()
    gate.fail(new ConnectionError('handshake_failed', 'No route.'))
    await expect(first).rejects.toThrow('No route.')
    expect(session.status).toBe('error')
    await session.connect()
    expect(session.status).toBe('connected')
  })

  test('rule 6: closing while the key is awaited rejects connect, and a late key opens nothing', async () => {
    let give = (_key: string): void => {}
    const { session, server, clock } = createTestSession({
      modelConfig: {
        apiKey: () =>
          new Promise<string>((resolve) => {
            give = resolve
          }),
      },
    })
    const connecting = session.connect()
    await clock.settle()
    await session.close()
    await expect(connecting).rejects.toMatchObject({ code: 'aborted' })
    give('sk-late')
    await clock.settle()
    expect(server.connects).toHaveLength(0)
    expect(session.status).toBe('disconnected')
  })

  test('rule 8: concurrent connects share one attempt', async () => {
    const { session, server } = createTestSession()
    await Promise.all([session.connect(), session.connect()])
    expect(server.connects).toHaveLength(1)
  })

  test('rule 9: a connection listener that throws while connecting calls the attempt off', async () => {
    const { session, server } = createTestSession()
    vi.spyOn(console, 'error').mockImplementation(() => {})
    session.on('connection_changed', () => {
      throw new Error('not today')
    })
    await expect(session.connect()).rejects.toThrow('not today')
    expect(session.status).toBe('disconnected')
    expect(server.open).toBe(false)
  })

  test('rule 11: callers of close share a failure, and closing again retries', async () => {
    const { session, server, connect } = createTestSession()
    await connect()
    server.failNextClose(new Error('stuck'))
    const results = await Promise.allSettled([session.close(), session.close()])
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected'])
    await session.close()
    expect(server.open).toBe(false)
  })

  test('rule 13: what arrives after close changes nothing', async () => {
    const { session, server, connect, events } = createTestSession()
    await connect()
    await session.close()
    const before = events.length
    server.receive(responseCreated())
    expect(session.history).toEqual([])
    expect(events).toHaveLength(before)
  })

  test('closing and connecting again starts a new conversation', async () => {
    const { session, server, connect } = createTestSession()
    await connect()
    server.receive(...userSpoke())
    expect(session.history).toHaveLength(1)
    await session.close()
    await session.connect()
    expect(session.history).toHaveLength(0)
  })
})
