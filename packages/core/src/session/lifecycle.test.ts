import { describe, expect, test, vi } from 'vitest'
import { RealtimeAgent } from '../agent/realtimeAgent.ts'
import { handoff } from '../agent/handoff.ts'
import { tool } from '../agent/tool.ts'
import { ConnectionError } from '../errors.ts'
import {
  answerEnds,
  answerStarts,
  createFakeMicrophone,
  createManualClock,
  createTestSession,
  functionCall,
  responseCreated,
  responseDone,
  transcribed,
  transcriptDelta,
  userSpoke,
} from '../testing/index.ts'
import { memoryTransport } from '../transport/memoryTransport.ts'

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

  test('rule 7: late words of an abandoned attempt do not reach the next one', async () => {
    const { session, server, clock } = createTestSession()
    server.holdNextConnect()
    const first = session.connect()
    await clock.settle()
    await session.close()
    await expect(first).rejects.toMatchObject({ code: 'aborted' })
    await session.connect()
    const [one, two] = [server.connects.length, session.status]
    server.receive(...userSpoke())
    expect([one, two, session.history.length]).toEqual([2, 'connected', 1])
  })

  test('rule 10: after a reconnection each listener still runs once for each event', async () => {
    const { session, server, clock, connect } = createTestSession()
    await connect()
    server.drop(new ConnectionError('closed_by_server', 'Gone.', { retryable: true }))
    await clock.advance(2_000)
    expect(session.status).toBe('connected')
    const seen = vi.fn()
    session.on('agent_start', seen)
    server.receive(responseCreated())
    expect(seen).toHaveBeenCalledTimes(1)
  })

  test('a call that was still being looked at when the session closed neither runs nor touches one of the same id', async () => {
    const decide: ((asks: boolean) => void)[] = []
    const execute = vi.fn(() => 'done')
    const slow = tool({
      name: 'slow',
      description: '',
      parameters: { type: 'object' },
      needsApproval: () => new Promise<boolean>((resolve) => void decide.push(resolve)),
      execute,
    })
    const { session, server, clock, connect } = createTestSession({
      agent: new RealtimeAgent({ name: 'A', tools: [slow] }),
    })
    const call = async (): Promise<void> => {
      await connect()
      server.receive(responseCreated(), ...functionCall('slow', '{}'), responseDone())
      await clock.settle()
      await session.close()
    }
    await call()
    await call()
    decide[0]!(false)
    await connect()
    server.receive(responseCreated(), ...functionCall('slow', '{}'), responseDone())
    await clock.settle()
    decide[1]!(true)
    await clock.settle()
    expect(execute).not.toHaveBeenCalled()
    expect(session.getSnapshot().toolCalls).toMatchObject([{ callId: 'call_1', status: 'pending' }])
    decide[2]!(false)
    await clock.settle()
    expect(execute).toHaveBeenCalledTimes(1)
  })

  test('rule 12: a tool that ends after close sends nothing and tells nobody', async () => {
    let finish = (): void => {}
    const slow = tool({
      name: 'slow',
      description: '',
      parameters: { type: 'object' },
      execute: () =>
        new Promise<string>((resolve) => {
          finish = () => resolve('late')
        }),
    })
    const { session, server, clock, connect, events } = createTestSession({
      agent: new RealtimeAgent({ name: 'A', tools: [slow] }),
    })
    await connect()
    server.receive(responseCreated(), ...functionCall('slow', '{}'), responseDone())
    await clock.settle()
    await session.close()
    server.clear()
    const count = events.length
    finish()
    await clock.settle()
    expect(server.sent).toEqual([])
    expect(events).toHaveLength(count)
  })

  test('rule 14: a tool may close the session it runs in', async () => {
    const hangUp = { now: async (): Promise<void> => {} }
    const { session, server, clock, connect } = createTestSession({
      agent: new RealtimeAgent({
        name: 'A',
        tools: [
          tool({ name: 'hang_up', description: '', parameters: { type: 'object' }, execute: () => hangUp.now() }),
        ],
      }),
    })
    hangUp.now = () => session.close()
    await connect()
    server.receive(responseCreated(), ...functionCall('hang_up', '{}'), responseDone())
    await clock.settle()
    expect(session.status).toBe('disconnected')
  })

  test('rule 16: after a failed attempt the next one uses what was configured', async () => {
    const { session, server, connect } = createTestSession({ config: { modelSettings: { speed: 1.2 } } })
    server.holdNextConnect().fail(new ConnectionError('handshake_failed', 'No route.'))
    await expect(session.connect()).rejects.toThrow('No route.')
    await connect()
    expect(server.connects[1]?.config).toEqual(server.connects[0]?.config)
    expect(server.connects[1]?.config.audio?.output?.speed).toBe(1.2)
  })

  test('rule 17: a normal close by the server ends iteration, an abnormal one throws after what waits', async () => {
    const read = async (error: ConnectionError | null) => {
      const { session, server, connect } = createTestSession()
      await connect()
      const seen: string[] = []
      const reading = (async () => {
        for await (const event of session) seen.push(event.type)
      })()
      server.receive(responseCreated())
      server.drop(error)
      const thrown: unknown = await reading.then(
        () => null,
        (cause: unknown) => cause,
      )
      return { seen, thrown }
    }
    const normal = await read(null)
    expect(normal.seen).toContain('agent_start')
    expect(normal.thrown).toBeNull()
    const broken = new ConnectionError('closed_by_server', 'The server broke.')
    const abnormal = await read(broken)
    expect(abnormal.seen).toContain('agent_start')
    expect(abnormal.thrown).toBe(broken)
  })

  test('rule 18: closing by the app reports no error', async () => {
    const { session, connect, types } = createTestSession()
    await connect()
    await session.close('done')
    expect(types('error')).toEqual([])
    expect(session.getSnapshot().connection).toEqual({ status: 'disconnected', reason: 'done' })
  })

  test('rule 19: items that come while connecting are kept', async () => {
    const { session, server, clock } = createTestSession({ acknowledge: false })
    const connecting = session.connect()
    await clock.settle()
    server.receive(...userSpoke(), { type: 'session.updated', session: {} })
    await connecting
    expect(session.history.map((item) => item.id)).toEqual(['item_u1'])
  })

  test('rule 145: a server that never acknowledges is taken as ready after five seconds, with a warning', async () => {
    const { session, server, clock, events } = createTestSession({ acknowledge: false })
    const connecting = session.connect()
    await clock.advance(4_999)
    server.receive({ type: 'response.created' } as never)
    expect(session.status).toBe('connecting')
    await clock.advance(1)
    await connecting
    expect(session.status).toBe('connected')
    expect(events.flatMap((event) => (event.type === 'error' ? [event.error] : []))).toMatchObject([
      { code: 'malformed_event', severity: 'warning' },
      { code: 'handshake_timed_out', severity: 'warning' },
    ])
  })

  test('rule 145: closing while the acknowledgement is awaited rejects connect', async () => {
    const { session, clock } = createTestSession({ acknowledge: false })
    const connecting = session.connect()
    await clock.advance(1_000)
    await session.close()
    await expect(connecting).rejects.toMatchObject({ code: 'aborted' })
    expect(clock.pending).toBe(0)
  })

  test('settings that the server refuses reject connect with its words, told once, and leave nothing open', async () => {
    const { session, server, clock, events } = createTestSession({ acknowledge: false })
    const connecting = session.connect()
    await clock.settle()
    const message = "Invalid value: 'bob'. Supported values are: 'ash' and 'marin'."
    const error = { type: 'invalid_request_error', code: 'invalid_value', message, param: 'session.audio.output.voice' }
    server.receive({ type: 'error', error: { ...error, event_id: 'parley_connect' } })
    await expect(connecting).rejects.toMatchObject({ code: 'server_error', message, param: error.param })
    expect(session.status).toBe('error')
    expect(events.filter((event) => event.type === 'error')).toHaveLength(1)
    expect(server.open).toBe(false)
    expect(clock.pending).toBe(0)
  })

  test('once the settings count as taken, a late refusal ends nothing', async () => {
    const { session, server, clock } = createTestSession({ acknowledge: false })
    const connecting = session.connect()
    await clock.advance(5_000)
    await connecting
    server.receive({ type: 'error', error: { type: 'x', message: 'No.', event_id: 'parley_connect' } })
    expect(session.status).toBe('connected')
    expect(session.getSnapshot().lastError?.message).toBe('No.')
  })

  test('an aborted signal rejects connect and leaves nothing open', async () => {
    const { session, server, clock } = createTestSession()
    server.holdNextConnect()
    const controller = new AbortController()
    const connecting = session.connect({ signal: controller.signal })
    await clock.settle()
    controller.abort()
    await expect(connecting).rejects.toMatchObject({ code: 'aborted' })
    expect(session.status).toBe('disconnected')
    expect(server.open).toBe(false)
    expect(clock.pending).toBe(0)
  })

  test.each(Array.from({ length: 24 }, (_, ticks) => ticks))(
    'closing twice, %i microtasks into connecting, leaves nothing behind',
    async (ticks) => {
      const clock = createManualClock()
      const microphone = createFakeMicrophone()
      const { session, server } = createTestSession({
        clock,
        ports: { microphone },
        modelConfig: { apiKey: async () => 'sk-late' },
        agent: new RealtimeAgent({ name: 'A', instructions: async () => 'Be brief.' }),
      })
      const connecting = session.connect().then(
        () => 'connected',
        (error: unknown) => (error as ConnectionError).code,
      )
      for (let i = 0; i < ticks; i++) await Promise.resolve()
      const was = session.status
      await Promise.all([session.close(), session.close()])
      expect(await connecting).toBe(was === 'connected' ? 'connected' : 'aborted')
      await clock.settle()
      expect(session.status).toBe('disconnected')
      expect(server.open).toBe(false)
      expect(microphone.state).toEqual({ status: 'off' })
      expect(clock.pending).toBe(0)
    },
  )

  test('a disposed session stays closed', async () => {
    const { session, connect } = createTestSession()
    await connect()
    await session[Symbol.asyncDispose]()
    await expect(session.connect()).rejects.toMatchObject({ code: 'session_closed' })
    expect(() => session.interrupt()).toThrow(expect.objectContaining({ code: 'session_closed' }))
  })
})

describe('reconnection', () => {
  const lost = () => new ConnectionError('closed_by_server', 'Gone.', { retryable: true })

  test('makes the connection again with backoff, configures it, and replays the conversation as text in order', async () => {
    const { session, server, clock, connect, events } = createTestSession()
    await connect()
    server.receive(
      ...userSpoke(),
      transcribed('What time is it?'),
      ...answerStarts({ previousId: 'item_u1' }),
      transcriptDelta('Noon.'),
      ...answerEnds('Noon.'),
    )
    server.clear()
    server.drop(lost())
    expect(session.getSnapshot().connection).toMatchObject({ status: 'reconnecting', attempt: 1 })
    await clock.advance(1_000)
    expect(session.status).toBe('connected')
    expect(server.sent.map((event) => event.type)).toEqual([
      'session.update',
      'conversation.item.create',
      'conversation.item.create',
    ])
    expect(server.sent.slice(1)).toMatchObject([
      { item: { id: 'item_u1', role: 'user', content: [{ type: 'input_text', text: 'What time is it?' }] } },
      { item: { id: 'item_a1', role: 'assistant', content: [{ type: 'output_text', text: 'Noon.' }] } },
    ])
    expect(session.history.map((item) => item.id)).toEqual(['item_u1', 'item_a1'])
    expect(
      events.filter((event) => event.type === 'connection_changed').map((event) => event.connection.status),
    ).toEqual(['connecting', 'connected', 'reconnecting', 'connected'])
    // What is said on the new session follows what was said on the old one.
    server.receive(...userSpoke('item_u2', 'item_a1'))
    expect(session.history.map((item) => item.id)).toEqual(['item_u1', 'item_a1', 'item_u2'])
  })

  test('commands wait for the new connection, and an answer that was due is asked for again', async () => {
    const { session, server, clock, connect } = createTestSession()
    await connect()
    session.sendMessage('first')
    server.receive(responseCreated())
    server.drop(lost())
    server.clear()
    session.sendMessage('second')
    expect(server.sent).toEqual([])
    await clock.advance(1_000)
    expect(server.sent.map((event) => event.type)).toEqual([
      'session.update',
      'conversation.item.create',
      'response.create',
      'conversation.item.create',
    ])
  })

  test('a connection that ends in the moment it opens is an error, not a connection', async () => {
    const { session } = createTestSession({
      modelConfig: { transport: memoryTransport((peer) => peer.close(3000, 'invalid_request_error')) },
    })
    await expect(session.connect()).rejects.toMatchObject({ code: 'handshake_failed', closeCode: 3000 })
    expect(session.status).toBe('error')
  })

  test('an answer that was due is asked for again also when the first attempts fail', async () => {
    const { session, server, clock, connect } = createTestSession()
    await connect()
    session.sendMessage('first')
    server.receive(responseCreated())
    const attempt = server.holdNextConnect()
    server.drop(lost())
    await clock.advance(1_000)
    attempt.fail(lost())
    server.clear()
    await clock.advance(3_000)
    expect(session.status).toBe('connected')
    expect(server.sent.map((event) => event.type)).toContain('response.create')
  })

  test('gives up with a clear error after the configured time', async () => {
    const { session, server, clock, connect } = createTestSession({
      modelConfig: { reconnect: { giveUpAfterMs: 3_000, baseDelayMs: 400 } },
    })
    await connect()
    for (let i = 0; i < 10; i++) server.holdNextConnect()
    server.drop(lost())
    await clock.advance(3_000)
    expect(session.getSnapshot().connection).toMatchObject({ status: 'error', error: { code: 'reconnect_gave_up' } })
    expect(clock.pending).toBe(0)
  })

  test('gives up in time however often it fails meanwhile, and what was asked for is dropped', async () => {
    const { session, server, clock, connect } = createTestSession({
      modelConfig: { reconnect: { giveUpAfterMs: 3_000, baseDelayMs: 100, maxDelayMs: 200 } },
    })
    await connect()
    let attempt = server.holdNextConnect()
    server.drop(lost())
    session.sendMessage('Still there?')
    for (let waited = 0; waited < 3_000; waited += 100) {
      await clock.advance(100)
      attempt.fail(lost())
      await clock.settle()
      attempt = server.holdNextConnect()
    }
    expect(server.connects.length).toBeGreaterThan(8)
    expect(session.getSnapshot().connection).toMatchObject({ status: 'error', error: { code: 'reconnect_gave_up' } })
    expect(clock.pending).toBe(0)
  })

  test('what is asked for waits through attempts that fail', async () => {
    const { session, server, clock, connect } = createTestSession()
    await connect()
    const attempt = server.holdNextConnect()
    server.drop(lost())
    server.clear()
    session.sendMessage('Still there?')
    await clock.advance(1_000)
    attempt.fail(lost())
    await clock.settle()
    expect(session.getSnapshot().connection).toMatchObject({ status: 'reconnecting', attempt: 2 })
    await clock.advance(5_000)
    expect(server.sent.map((event) => event.type)).toEqual([
      'session.update',
      'conversation.item.create',
      'response.create',
    ])
  })

  test('waits longer after each failure, with a jitter drawn once a session', async () => {
    const waits = async (random: number) => {
      const { server, clock, connect, events } = createTestSession({ ports: { random: () => random } })
      await connect()
      let attempt = server.holdNextConnect()
      server.drop(lost())
      for (let i = 0; i < 3; i++) {
        await clock.advance(20_000)
        attempt.fail(lost())
        await clock.settle()
        attempt = server.holdNextConnect()
      }
      return events.flatMap((event) =>
        event.type === 'connection_changed' && event.connection.status === 'reconnecting'
          ? [event.connection.nextRetryAt - event.at]
          : [],
      )
    }
    const [calm, other] = [await waits(0.1), await waits(0.9)]
    for (const [i, ms] of calm.slice(0, 3).entries()) {
      expect(ms).toBeGreaterThanOrEqual(500 * 2 ** i * 0.75)
      expect(ms).toBeLessThanOrEqual(500 * 2 ** i * 1.25)
    }
    expect(calm).not.toEqual(other)
    expect(calm).toEqual(await waits(0.1))
  })

  test('the echo of what was told again says nothing new', async () => {
    const { session, server, clock, connect } = createTestSession()
    await connect()
    server.receive(...userSpoke(), transcribed('What time is it?'))
    server.drop(lost())
    await clock.advance(1_000)
    const before = session.history[0]
    for (const type of ['conversation.item.added', 'conversation.item.done'] as const)
      server.receive({
        type,
        item: {
          id: 'item_u1',
          type: 'message',
          role: 'user',
          status: 'completed',
          content: [{ type: 'input_text', text: 'What time is it?' }],
        },
      })
    expect(session.history[0]).toBe(before)
    expect(session.history).toHaveLength(1)
  })

  test('is off where the app says so, and for errors that cannot get better', async () => {
    const off = createTestSession({ modelConfig: { reconnect: false } })
    await off.connect()
    off.server.drop(lost())
    expect(off.session.status).toBe('error')
    const hopeless = createTestSession()
    await hopeless.connect()
    hopeless.server.drop(new ConnectionError('closed_by_server', 'Quota.', { retryable: false }))
    expect(hopeless.session.status).toBe('error')
  })

  test('waits while the browser is offline and tries at once when it is back', async () => {
    let tell = (_online: boolean): void => {}
    const network = {
      online: true,
      subscribe: (listener: (online: boolean) => void) => {
        tell = listener
        return () => {}
      },
    }
    const { session, server, clock, connect } = createTestSession({ ports: { network } })
    await connect()
    tell(false)
    server.drop(lost())
    await clock.advance(20_000)
    expect(server.connects).toHaveLength(1)
    tell(true)
    await clock.advance(0)
    expect(session.status).toBe('connected')
  })

  test('a running tool call is failed visibly and its late result is not sent', async () => {
    let finish = (): void => {}
    const slow = tool({
      name: 'slow',
      description: '',
      parameters: { type: 'object' },
      execute: () =>
        new Promise<string>((resolve) => {
          finish = () => resolve('late')
        }),
    })
    const { session, server, clock, connect, events } = createTestSession({
      agent: new RealtimeAgent({ name: 'A', tools: [slow] }),
    })
    await connect()
    server.receive(responseCreated(), ...functionCall('slow', '{}'), responseDone())
    await clock.settle()
    server.drop(lost())
    await clock.advance(1_000)
    expect(session.getSnapshot().toolCalls).toMatchObject([{ status: 'cancelled', error: { code: 'aborted' } }])
    expect(events.find((event) => event.type === 'tool_end')).toMatchObject({ outcome: 'cancelled' })
    server.clear()
    finish()
    await clock.settle()
    expect(server.sent).toEqual([])
  })

  test('what a tool says of its being stopped is neither shown nor told to the new session', async () => {
    const slow = tool({
      name: 'slow',
      description: '',
      parameters: { type: 'object' },
      execute: (_args, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    })
    const { session, server, clock, connect } = createTestSession({
      agent: new RealtimeAgent({ name: 'A', tools: [slow] }),
    })
    await connect()
    server.receive(...userSpoke('item_u1', null), responseCreated(), ...functionCall('slow', '{}'), responseDone())
    await clock.settle()
    server.drop(lost())
    await clock.advance(1_000)
    expect(session.history.at(-1)).toMatchObject({ type: 'function_call', output: null })
    expect(JSON.stringify(server.sent)).not.toContain('function_call_output')
    // The new session was not told of the call: what is said next follows it all the same.
    server.receive(...userSpoke('item_u2', 'item_u1'))
    expect(session.history.map((item) => item.type)).toEqual(['message', 'function_call', 'message'])
  })

  test('the session changes over before its time limit, at a pause, and tells so', async () => {
    const { session, server, clock, connect, events } = createTestSession()
    await connect()
    server.receive({ type: 'session.updated', session: { expires_at: Math.floor(clock.now() / 1000) + 3600 } })
    server.drop(lost())
    await clock.advance(1_000)
    server.receive({ type: 'session.created', session: { expires_at: Math.floor(clock.now() / 1000) + 3600 } })
    // The connection that knows its limit from the start:
    await session.close()
    const opened = session.connect()
    await clock.settle()
    await opened
    server.receive({ type: 'session.updated', session: { expires_at: Math.floor(clock.now() / 1000) + 3600 } })
    expect(session.getSnapshot().expiresAt).toBe(Math.floor(clock.now() / 1000) * 1000 + 3_600_000)
    await clock.advance(3_541_000)
    expect(events.some((event) => event.type === 'session_expiring' && event.rollover)).toBe(true)
    expect(session.status).toBe('connected')
    expect(server.connects.length).toBeGreaterThanOrEqual(4)
  })

  test('the change waits for a pause, but not beyond what is left of the time', async () => {
    const { session, server, clock, connect } = createTestSession()
    await connect()
    server.receive({ type: 'session.updated', session: { expires_at: Math.floor(clock.now() / 1000) + 3600 } })
    server.receive(responseCreated())
    await clock.advance(3_600_000 - 60_000 - 1_000)
    expect(server.connects).toHaveLength(1)
    await clock.advance(40_000)
    expect(server.connects).toHaveLength(1)
    await clock.advance(15_000)
    expect(server.connects).toHaveLength(2)
    expect(session.status).toBe('connected')
  })

  test('without rollover the session only tells that it ends', async () => {
    const { server, clock, connect, events } = createTestSession({ modelConfig: { reconnect: { rollover: false } } })
    await connect()
    server.receive({ type: 'session.updated', session: { expires_at: Math.floor(clock.now() / 1000) + 3600 } })
    await clock.advance(3_600_000)
    expect(events.filter((event) => event.type === 'session_expiring')).toMatchObject([{ rollover: false }])
    expect(server.connects).toHaveLength(1)
  })

  test('an earlier conversation is restored: shown at once, told to the server as text', async () => {
    const { session, server, connect } = createTestSession({
      initialHistory: [
        {
          id: 'old_1',
          type: 'message',
          role: 'user',
          status: 'completed',
          createdAt: 1,
          content: [{ type: 'input_text', text: 'Hi.' }],
        },
      ],
    })
    expect(session.history).toHaveLength(1)
    await connect()
    expect(server.sent[1]).toMatchObject({
      type: 'conversation.item.create',
      item: { id: 'old_1', content: [{ type: 'input_text', text: 'Hi.' }] },
    })
    expect(session.history).toHaveLength(1)
  })
})
