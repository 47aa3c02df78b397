import { describe, expect, test, vi } from 'vitest'
import { createTestSession, responseCreated, responseDone, serverError, userSpoke } from '../testing/index.ts'
import { ConnectionError } from '../errors.ts'
import type { MemoryPeer } from '../transport/memorySocket.ts'
import { memoryTransport } from '../transport/memoryTransport.ts'

describe('events and iteration', () => {
  test('rule 20: iteration goes on through a lost and remade connection', async () => {
    const { session, server, clock, connect } = createTestSession()
    await connect()
    const seen: string[] = []
    const reading = (async () => {
      for await (const event of session) seen.push(event.type)
    })()
    server.drop(new ConnectionError('closed_by_server', 'Gone.', { retryable: true }))
    await clock.advance(1_000)
    server.receive(responseCreated())
    await session.close()
    await reading
    expect(seen).toContain('agent_start')
  })

  test('rule 21 and 22: what waits is given before iteration ends, or throws', async () => {
    const { session, server, connect } = createTestSession()
    await connect()
    const iterator = session[Symbol.asyncIterator]()
    server.receive(responseCreated())
    server.drop(new ConnectionError('closed_by_server', 'Broken.'))
    const seen: string[] = []
    await expect(
      (async () => {
        for await (const event of iterator) seen.push(event.type)
      })(),
    ).rejects.toThrow('Broken.')
    expect(seen).toContain('agent_start')
    expect(await iterator.next()).toEqual({ value: undefined, done: true })
  })

  test('rule 23: two iterators each see every event, and both end at close', async () => {
    const { session, server, connect } = createTestSession()
    await connect()
    const read = async () => {
      const seen: string[] = []
      for await (const event of session) seen.push(event.type)
      return seen
    }
    const both = Promise.all([read(), read()])
    server.receive(responseCreated())
    await session.close()
    const [one, two] = await both
    expect(one).toContain('agent_start')
    expect(two).toContain('agent_start')
    // The first one also got what came before anybody read.
    expect(one).toContain('connection_changed')
  })

  test('an iterator that stops reading no longer counts as a listener', async () => {
    const { session, server, connect } = createTestSession()
    await connect()
    for await (const event of session) if (event.type === 'connection_changed') break
    const raw = vi.fn()
    server.receive(userSpoke()[0]!)
    const off = session.on('raw_model_event', raw)
    server.receive(userSpoke()[1]!)
    off()
    server.receive(userSpoke()[2]!)
    expect(raw).toHaveBeenCalledTimes(1)
  })

  test('rule 24: exactly one raw event comes before what is derived from it', async () => {
    const { session, server, connect, types } = createTestSession()
    await connect()
    session.on('raw_model_event', () => {})
    const before = types().length
    server.receive(responseCreated())
    expect(types().slice(before)).toEqual(['raw_model_event', 'agent_start', 'agent_state_changed'])
  })

  test('rule 24: also before the audio that came with it, which it leaves out', async () => {
    let server: MemoryPeer | undefined
    const transport = memoryTransport((peer) => {
      server = peer
      peer.onEvent((event) => {
        if (event.type === 'session.update') peer.send({ type: 'session.updated', session: {} })
      })
    })
    const { session, clock, events } = createTestSession({ modelConfig: { transport } })
    await session.connect()
    session.on(['raw_model_event', 'audio'], () => {})
    const part = { response_id: 'r', item_id: 'i', output_index: 0, content_index: 0 }
    server!.send({ type: 'response.output_audio.delta', ...part, delta: 'AAA=' })
    await clock.settle()
    const told = events.filter(({ type }) => type === 'raw_model_event' || type === 'audio').slice(-2)
    expect(told).toMatchObject([
      { type: 'raw_model_event', data: { type: 'response.output_audio.delta', delta: '' } },
      { type: 'audio', audio: { data: Uint8Array.of(0, 0), itemId: 'i' } },
    ])
  })

  test('rule 25: unknown events pass through unchanged', async () => {
    const { session, server, connect } = createTestSession()
    await connect()
    const raw = vi.fn()
    session.on('raw_model_event', raw)
    server.receive({ type: 'response.hologram.delta', event_id: 'e', extra: { deep: [1] } })
    expect(raw.mock.calls[0]?.[0]).toMatchObject({ data: { type: 'response.hologram.delta', extra: { deep: [1] } } })
    expect(session.getSnapshot().lastError).toBeNull()
  })

  test('rule 26: a malformed event is reported once and the next one counts', async () => {
    const { session, server, connect, events } = createTestSession()
    await connect()
    server.receive({ type: 'response.created', response: 'nonsense' } as never, responseCreated())
    expect(events.filter((event) => event.type === 'error')).toMatchObject([
      { error: { code: 'malformed_event', severity: 'warning' } },
    ])
    expect(session.agentState).toBe('thinking')
  })

  test('an event that fits its guards but not the fold does not break the session', async () => {
    const { session, server, connect } = createTestSession()
    await connect()
    server.receive({
      type: 'conversation.item.added',
      item: { id: 'x', type: 'message', role: 'user', content: 'oops' },
    } as never)
    expect(session.getSnapshot().lastError).toMatchObject({ code: 'malformed_event' })
    server.receive(...userSpoke())
    expect(session.history).toHaveLength(1)
  })

  test('rule 27: what a listener does to a raw event does not reach the session', async () => {
    const { session, server, connect } = createTestSession()
    await connect()
    session.on('raw_model_event', (event) => {
      const data = event.data as { response?: { id: string } }
      if (data.response) data.response.id = 'changed'
    })
    const started = vi.fn()
    session.on('agent_start', started)
    server.receive(responseCreated('resp_1'))
    expect(started.mock.calls[0]?.[0]).toMatchObject({ responseId: 'resp_1' })
  })

  test('rule 28: an error nobody listens for stays visible in the state', async () => {
    const { session, server, connect } = createTestSession()
    await connect()
    server.receive(serverError('You did it wrong.', { code: 'invalid_value', param: 'x' }))
    expect(session.getSnapshot().lastError).toMatchObject({
      code: 'server_error',
      serverCode: 'invalid_value',
      message: 'You did it wrong.',
    })
  })

  test('rule 29: a throwing listener stops neither the others nor the session', async () => {
    const { session, server, connect } = createTestSession()
    await connect()
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const other = vi.fn()
    session.on('agent_start', () => {
      throw new Error('listener')
    })
    session.on('agent_start', other)
    server.receive(responseCreated())
    expect(other).toHaveBeenCalledTimes(1)
    server.receive(responseDone())
    expect(session.agentState).toBe('idle')
  })

  test('subscribers hear once a batch, and unchanged parts of a snapshot keep their identity', async () => {
    const { session, server, clock, connect } = createTestSession()
    await connect()
    await clock.settle()
    const heard = vi.fn()
    session.subscribe(heard)
    const before = session.getSnapshot()
    server.receive(...userSpoke())
    await clock.settle()
    expect(heard).toHaveBeenCalledTimes(1)
    const after = session.getSnapshot()
    expect(after).not.toBe(before)
    expect(after.usage).toBe(before.usage)
    expect(after.connection).toBe(before.connection)
  })

  test('history_updated comes once a batch and names what changed', async () => {
    const { server, clock, connect, events } = createTestSession()
    await connect()
    server.receive(...userSpoke())
    await clock.settle()
    const updates = events.filter((event) => event.type === 'history_updated')
    expect(updates.at(-1)).toMatchObject({ changedIds: ['item_u1'], history: [{ id: 'item_u1' }] })
    expect(updates).toHaveLength(1)
  })

  test('until resolves with the first snapshot that fits, and rejects when aborted', async () => {
    const { session, server, connect } = createTestSession()
    await connect()
    const waiting = session.until((snapshot) => snapshot.lastError !== null)
    server.receive(serverError('No.'))
    expect((await waiting).lastError?.message).toBe('No.')
    await expect(session.until(() => false, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  })

  test('rule 151: commands without a connection throw; mute holds; audio is dropped and counted', async () => {
    const { session } = createTestSession()
    expect(() => session.sendMessage('hi')).toThrow(expect.objectContaining({ code: 'not_connected' }))
    session.mute()
    expect(session.muted).toBe(true)
    session.sendAudio(new Uint8Array(4800))
    expect(session.metrics.droppedAudioMs).toBe(100)
  })

  test('the silence the server waited for in vain is told', async () => {
    const { server, connect, events } = createTestSession()
    await connect()
    server.receive({
      type: 'input_audio_buffer.timeout_triggered',
      audio_start_ms: 100,
      audio_end_ms: 6100,
      item_id: 'i',
    })
    expect(events.filter((event) => event.type === 'input_audio_timeout_triggered')).toMatchObject([
      { itemId: 'i', audioStartMs: 100, audioEndMs: 6100 },
    ])
  })

  test('select tells only what changed in its own answer, and the server snapshot stays as it began', async () => {
    const { session, server, connect, clock } = createTestSession()
    const server0 = session.getServerSnapshot()
    const statuses: string[] = []
    const rounded: number[] = []
    session.select(
      (snapshot) => snapshot.connection.status,
      (status) => void statuses.push(status),
    )
    const off = session.select(
      (snapshot) => snapshot.metrics.droppedAudioMs,
      (ms) => void rounded.push(ms),
      (a, b) => Math.floor(a / 100) === Math.floor(b / 100),
    )
    for (let i = 0; i < 3; i++) {
      session.sendAudio(new Uint8Array(48 * 40))
      await clock.settle()
    }
    expect(rounded).toEqual([120])
    off()
    session.sendAudio(new Uint8Array(48 * 400))
    await clock.settle()
    expect(rounded).toEqual([120])
    await connect()
    server.receive(responseCreated())
    await clock.settle()
    expect(statuses.at(-1)).toBe('connected')
    expect(new Set(statuses).size).toBe(statuses.length)
    expect(session.getServerSnapshot()).toBe(server0)
    expect(server0.connection).toEqual({ status: 'disconnected' })
  })

  test('audio sent while connecting is kept and goes first once connected', async () => {
    const { session, server } = createTestSession()
    const connecting = session.connect()
    session.sendAudio(new Uint8Array([1, 0]))
    session.sendAudio(new Int16Array([2]))
    await connecting
    expect(server.audio.map((bytes) => bytes[0])).toEqual([1, 2])
  })
})
