import { describe, expect, test } from 'vitest'
import { createPlaybackTracker } from '../audio/playback/playbackTracker.ts'
import { createVirtualSpeaker } from '../audio/playback/virtualSpeaker.ts'
import type { SpeakerSignal } from '../audio/audioPorts.ts'
import type { TrackedPlayback } from '../audio/playback/playbackTracker.ts'
import {
  answerEnds,
  answerStarts,
  createManualClock,
  createTestSession,
  responseCreated,
  responseDone,
  serverError,
  transcriptDelta,
  type TestSessionOptions,
} from '../testing/index.ts'

const pcm = (ms: number): Uint8Array => new Uint8Array(ms * 48)
const connected = async (options: TestSessionOptions = {}) => {
  const test = createTestSession(options)
  await test.connect()
  test.server.clear()
  return { ...test, sent: () => test.server.sent.map((event) => event.type.replace('conversation.', '')) }
}
const speechStarted = { type: 'input_audio_buffer.speech_started' as const, audio_start_ms: 0, item_id: 'item_u9' }
const ended = (responseId: string, itemId: string) => ({
  type: 'response.output_audio.done' as const,
  response_id: responseId,
  item_id: itemId,
  output_index: 0,
  content_index: 0,
})

describe('interruption', () => {
  test('rule 44: cancel, truncate, item, and the response only after the end of the old one', async () => {
    const { session, server, clock, sent } = await connected()
    server.receive(...answerStarts(), transcriptDelta('Once upon a time'))
    server.receiveAudio('item_a1', 'resp_1', pcm(2000))
    await clock.advance(500)
    session.interrupt()
    session.sendMessage('Stop.')
    expect(sent()).toEqual(['response.cancel', 'item.truncate', 'item.create'])
    server.receive(responseDone('resp_1', 'cancelled'))
    expect(sent()).toEqual(['response.cancel', 'item.truncate', 'item.create', 'response.create'])
  })

  test('rule 45: 48,000 bytes of PCM and 8,000 of G.711 are one second each', async () => {
    for (const [format, bytes] of [
      ['pcm16', 48_000],
      ['g711_ulaw', 8_000],
      ['pcma', 8_000],
    ] as const) {
      const { session, server, clock } = await connected({ config: { modelSettings: { outputAudioFormat: format } } })
      server.receive(...answerStarts())
      server.receiveAudio('item_a1', 'resp_1', new Uint8Array(bytes))
      server.receive(...answerEnds('Hi.'))
      await clock.advance(2_000)
      expect(session.history[0]).toMatchObject({ content: [{ heardMs: 1000, durationMs: 1000 }] })
    }
  })

  test('rule 48: an item played to its end is not truncated, unless its response still runs', async () => {
    const cut = async (running: boolean) => {
      const tracker = createPlaybackTracker() as TrackedPlayback
      const speaker = createVirtualSpeaker({ clock: createManualClock(), tracker })
      const { session, server, sent } = await connected({ ports: { speaker } })
      server.receive(...answerStarts())
      server.receiveAudio('item_a1', 'resp_1', pcm(1000))
      tracker.onPlayMs('item_a1', 0, 2000)
      if (!running) server.receive(responseDone())
      session.interrupt()
      return { types: sent(), last: server.sent.at(-1) }
    }
    expect(await cut(false)).toEqual({ types: [], last: undefined })
    expect(await cut(true)).toMatchObject({ types: ['response.cancel', 'item.truncate'], last: { audio_end_ms: 1000 } })
  })

  test('rule 49 and 50: a playback tracker says where the cut is, and starts anew with each item', async () => {
    const tracker = createPlaybackTracker() as TrackedPlayback
    const { server, session } = await connected({
      ports: { speaker: createVirtualSpeaker({ clock: createManualClock(), tracker }) },
    })
    server.receive(...answerStarts())
    server.receiveAudio('item_a1', 'resp_1', pcm(1000), 1)
    server.receiveAudio('item_a2', 'resp_1', pcm(1000), 0)
    tracker.onPlayMs('item_a1', 1, 1000)
    tracker.onPlayBytes('item_a2', 0, 24_000)
    session.interrupt()
    expect(server.sent).toMatchObject([
      { type: 'response.cancel' },
      { type: 'conversation.item.truncate', item_id: 'item_a2', content_index: 0, audio_end_ms: 500 },
    ])
  })

  test('rule 51: an explicit interruption and a barge-in cut at the same point', async () => {
    const cuts: unknown[] = []
    for (const explicit of [true, false]) {
      const { session, server, clock } = await connected()
      server.receive(...answerStarts())
      server.receiveAudio('item_a1', 'resp_1', pcm(1000))
      await clock.advance(333)
      if (explicit) session.interrupt()
      else server.receive(speechStarted)
      cuts.push(server.sent.find((event) => event.type === 'conversation.item.truncate'))
    }
    expect(cuts[0]).toEqual(cuts[1])
    expect(cuts[0]).toMatchObject({ audio_end_ms: 333 })
  })

  test('rule 55: with nothing playing and nothing running nothing is sent', async () => {
    const { session, events, sent } = await connected()
    const before = events.length
    session.interrupt()
    expect(sent()).toEqual([])
    expect(events).toHaveLength(before)
  })

  test('rule 56: late audio of a cut response is dropped until it is done; the next one is heard', async () => {
    const { session, server, clock, events } = await connected()
    server.receive(...answerStarts())
    server.receiveAudio('item_a1', 'resp_1', pcm(500))
    await clock.advance(100)
    server.receive(speechStarted)
    server.receiveAudio('item_a1', 'resp_1', pcm(500))
    await clock.advance(50)
    expect(session.agentState).toBe('listening')
    server.receive(responseDone('resp_1', 'cancelled'), {
      ...speechStarted,
      type: 'input_audio_buffer.speech_stopped',
      audio_end_ms: 1,
    } as never)
    server.receive(...answerStarts({ responseId: 'resp_2', itemId: 'item_a2' }))
    server.receiveAudio('item_a2', 'resp_2', pcm(500))
    expect(session.agentState).toBe('speaking')
    expect(events.filter((event) => event.type === 'audio_started')).toHaveLength(2)
  })

  test('rule 57: stopping an older response leaves the newer one sounding', async () => {
    const { session, server, sent } = await connected()
    server.receive(responseCreated('old'), responseDone('old'))
    server.receive(...answerStarts({ responseId: 'new', itemId: 'n' }))
    server.receiveAudio('n', 'new', pcm(1000))
    session.interrupt({ responseId: 'old' })
    expect(sent()).toEqual([])
    expect(session.agentState).toBe('speaking')
  })

  test('rule 58: a scope that does not exist is refused before anything is sent', async () => {
    const { session, sent } = await connected()
    expect(() => session.interrupt({ scope: 'everything' as never })).toThrow(
      expect.objectContaining({ code: 'invalid_option' }),
    )
    expect(sent()).toEqual([])
  })

  test('rule 59: a truncation that cannot be sent is reported; the cancel went out before', async () => {
    const { session, server, clock, events, sent } = await connected()
    server.receive(...answerStarts())
    server.receiveAudio('item_a1', 'resp_1', pcm(1000))
    await clock.advance(100)
    server.failNextSend(new Error('first'))
    session.interrupt()
    expect(sent()).toEqual(['item.truncate'])
    expect(events.filter((event) => event.type === 'error')).toMatchObject([
      { error: { message: expect.stringContaining('response.cancel') } },
    ])
  })

  test('rule 60: audio before any format was agreed counts as PCM', async () => {
    const { session, server, clock, events } = createTestSession({ acknowledge: false })
    const connecting = session.connect()
    await clock.advance(5_000)
    await connecting
    server.receive(...answerStarts())
    server.receiveAudio('item_a1', 'resp_1', new Uint8Array(4_800))
    server.receive(...answerEnds('Hi.'))
    await clock.advance(1_000)
    expect(events.find((event) => event.type === 'audio_drained')).toMatchObject({ heardMs: 100 })
  })

  test('an answer that ends without the end of its audio is still played out and over', async () => {
    const { session, server, clock } = await connected()
    server.receive(...answerStarts())
    server.receiveAudio('item_a1', 'resp_1', pcm(300))
    server.receive(responseDone('resp_1', 'failed'))
    await clock.advance(1_000)
    expect(session.agentState).toBe('idle')
  })

  test('rule 63: a refused truncation is a warning and the session goes on', async () => {
    const { session, server, events } = await connected()
    server.receive(serverError('Audio content of 0ms is already shorter than 10ms', { code: 'invalid_value' }))
    expect(events.filter((event) => event.type === 'error')).toMatchObject([{ error: { severity: 'warning' } }])
    expect(session.status).toBe('connected')
  })

  test('two queued items: the one being heard is truncated, the one never heard is deleted there and kept here', async () => {
    const { session, server, clock } = await connected()
    server.receive(...answerStarts(), transcriptDelta('First sentence.'))
    server.receiveAudio('item_a1', 'resp_1', pcm(3000))
    server.receive(ended('resp_1', 'item_a1'))
    server.receive({
      type: 'conversation.item.added',
      previous_item_id: 'item_a1',
      item: { id: 'item_a2', type: 'message', role: 'assistant', content: [] },
    })
    server.receive(transcriptDelta('Second sentence.', { itemId: 'item_a2' }))
    server.receiveAudio('item_a2', 'resp_1', pcm(2000))
    await clock.advance(2503)
    server.receive(speechStarted)
    expect(server.sent).toEqual([
      { type: 'conversation.item.truncate', item_id: 'item_a1', content_index: 0, audio_end_ms: 2503 },
      { type: 'conversation.item.delete', item_id: 'item_a2' },
    ])
    server.receive({ type: 'conversation.item.deleted', item_id: 'item_a2' })
    expect(session.history).toMatchObject([
      { id: 'item_a1', interrupted: true },
      { id: 'item_a2', interrupted: true, content: [{ heard: '', unheard: 'Second sentence.' }] },
    ])
    // What the server says of the order leaves the kept item where it was said.
    server.receive({
      type: 'conversation.item.added',
      previous_item_id: 'item_a1',
      item: { id: 'item_u3', type: 'message', role: 'user', content: [] },
    })
    expect(session.history.map((item) => item.id)).toEqual(['item_a1', 'item_a2', 'item_u3'])
  })

  test('with interruption turned off in the settings the agent speaks on', async () => {
    const { server, clock, session, sent } = await connected({
      config: { modelSettings: { turnDetection: { type: 'server_vad', interruptResponse: false } } },
    })
    server.receive(...answerStarts())
    server.receiveAudio('item_a1', 'resp_1', pcm(1000))
    await clock.advance(100)
    server.receive(speechStarted)
    expect(sent()).toEqual([])
    expect(session.agentState).toBe('speaking')
    expect(session.getSnapshot()).toBeDefined()
  })

  test('a player that does not answer is waited for no longer than a quarter of a second', async () => {
    const speaker = createVirtualSpeaker({ clock: createManualClock() })
    const { session, server, clock, sent } = await connected({ ports: { speaker: { ...speaker, flush() {} } } })
    server.receive(...answerStarts())
    server.receiveAudio('item_a1', 'resp_1', pcm(1000))
    session.interrupt()
    session.sendMessage('x')
    expect(sent()).toEqual(['response.cancel'])
    await clock.advance(250)
    expect(sent()).toEqual(['response.cancel', 'item.delete', 'item.create'])
  })

  test('what sounded when the conversation ended is cut where it was last known to be, and what waited was not heard', async () => {
    const speaker = createVirtualSpeaker({ clock: createManualClock() })
    let tell = (_signal: SpeakerSignal): void => {}
    const subscribe = (listener: (signal: SpeakerSignal) => void): (() => void) => {
      tell = listener
      return () => {}
    }
    const { session, server } = await connected({ ports: { speaker: { ...speaker, flush() {}, subscribe } } })
    server.receive(...answerStarts(), transcriptDelta('One two three four.'))
    server.receiveAudio('item_a1', 'resp_1', pcm(2000))
    server.receive(...answerEnds('One two three four.'))
    tell({ type: 'started', itemId: 'item_a1', contentIndex: 0 })
    tell({ type: 'position', itemId: 'item_a1', contentIndex: 0, heardMs: 1000 })
    await session.close()
    const [item] = session.history
    expect(item).toMatchObject({
      interrupted: true,
      content: [{ heardMs: 1000, durationMs: 2000, unheard: 'three four.' }],
    })
  })

  test('audio of the next answer that comes while the player falls silent is not lost', async () => {
    let answer = (): void => {}
    const speaker = createVirtualSpeaker({ clock: createManualClock() })
    const slow = { ...speaker, flush: () => void (answer = () => speaker.flush()) }
    const { session, server } = await connected({ ports: { speaker: slow } })
    server.receive(...answerStarts())
    server.receiveAudio('item_a1', 'resp_1', pcm(1000))
    server.receive(
      speechStarted,
      responseDone('resp_1', 'cancelled'),
      ...answerStarts({ responseId: 'resp_2', itemId: 'b' }),
    )
    server.receiveAudio('b', 'resp_2', pcm(500))
    answer()
    expect(server.sent).toEqual([{ type: 'conversation.item.delete', item_id: 'item_a1' }])
    expect(session.getSnapshot()).toMatchObject({ playback: { parts: [{ itemId: 'b', receivedMs: 500 }] } })
  })
})

describe('interruption over a track', () => {
  test('rule 61: cancel, then clear, no truncate; when the generation is over, only the clear', async () => {
    const { session, server, sent } = await connected({ audio: 'track' })
    server.receive(...answerStarts(), { type: 'output_audio_buffer.started', response_id: 'resp_1' })
    session.interrupt()
    expect(sent()).toEqual(['response.cancel', 'output_audio_buffer.clear'])
    server.receive(responseDone('resp_1', 'cancelled'), { type: 'output_audio_buffer.cleared', response_id: 'resp_1' })
    server.clear()
    server.receive(
      ...answerStarts({ responseId: 'resp_2', itemId: 'b' }),
      { type: 'output_audio_buffer.started', response_id: 'resp_2' },
      responseDone('resp_2'),
    )
    session.interrupt()
    expect(sent()).toEqual(['output_audio_buffer.clear'])
  })

  test('rule 62: the buffer events say when the agent speaks, falls silent and is interrupted', async () => {
    const { session, server, clock, types } = await connected({ audio: 'track' })
    server.receive(...answerStarts(), transcriptDelta('Hello there my friend.'), {
      type: 'output_audio_buffer.started',
      response_id: 'resp_1',
    })
    expect(session.agentState).toBe('speaking')
    server.receive(...answerEnds('Hello there my friend.'))
    expect(session.agentState).toBe('speaking')
    await clock.advance(800)
    const [item] = session.history
    expect(item).toMatchObject({ content: [{ heard: 'Hello there ' }] })
    server.receive({ type: 'output_audio_buffer.stopped', response_id: 'resp_1' })
    expect(session.agentState).toBe('idle')
    expect(session.history[0]).toMatchObject({ content: [{ unheard: '' }] })
    server.receive(
      ...answerStarts({ responseId: 'r2', itemId: 'b' }),
      transcriptDelta('Another long answer comes here.', { responseId: 'r2', itemId: 'b' }),
      { type: 'output_audio_buffer.started', response_id: 'r2' },
    )
    server.receive(
      speechStarted,
      { type: 'output_audio_buffer.cleared', response_id: 'r2' },
      { type: 'conversation.item.truncated', item_id: 'b', content_index: 0, audio_end_ms: 700 },
    )
    expect(types('audio_started', 'audio_drained', 'audio_interrupted')).toEqual([
      'audio_started',
      'audio_drained',
      'audio_started',
      'audio_interrupted',
    ])
    expect(session.history[1]).toMatchObject({ interrupted: true, content: [{ heardMs: 700, heard: 'Another ' }] })
    expect(clock.pending).toBeLessThan(3)
  })
})

test('over a track the text is cut where the server says, also when the generation was closed before', async () => {
  const { session, server, clock } = await connected({ audio: 'track' })
  const text = 'One two three four five six seven eight nine ten eleven twelve.'
  server.receive(...answerStarts(), transcriptDelta(text), {
    type: 'output_audio_buffer.started',
    response_id: 'resp_1',
  })
  await clock.advance(1_000)
  server.receive(
    speechStarted,
    ...answerEnds(text).slice(0, -1),
    responseDone('resp_1', 'cancelled'),
    { type: 'output_audio_buffer.cleared', response_id: 'resp_1' },
    { type: 'conversation.item.truncated', item_id: 'item_a1', content_index: 0, audio_end_ms: 1000 },
  )
  expect(session.history[0]).toMatchObject({
    interrupted: true,
    status: 'incomplete',
    content: [{ heard: 'One two three ', unheard: 'four five six seven eight nine ten eleven twelve.' }],
  })
})

test('a message that interrupts stops the agent first', async () => {
  const { session, server, sent } = await connected()
  server.receive(...answerStarts(), transcriptDelta('Well, you see,'))
  server.receiveAudio('item_a1', 'resp_1', pcm(1_000))
  session.sendMessage('Stop.', { when: 'interrupt' })
  expect(sent().slice(0, 1)).toEqual(['response.cancel'])
  expect(sent()).toContain('item.create')
  expect(sent()).not.toContain('response.create')
  server.receive(responseDone('resp_1', 'cancelled'))
  expect(sent().at(-1)).toBe('response.create')
  expect(() => session.sendMessage('x', { when: 'later' as never })).toThrow(expect.objectContaining({ path: 'when' }))
})

test('text that is far ahead of its audio is not taken to be heard faster than anybody speaks', async () => {
  const { session, server, clock } = await connected()
  const text = 'One two three four five six seven eight nine ten eleven twelve thirteen fourteen.'
  server.receive(...answerStarts())
  server.receiveAudio('item_a1', 'resp_1', pcm(10))
  server.receive(transcriptDelta(text))
  server.receiveAudio('item_a1', 'resp_1', pcm(990))
  await clock.advance(500)
  server.receive(speechStarted)
  await clock.settle()
  const [item] = session.history
  expect(item).toMatchObject({ interrupted: true, content: [{ heardMs: 500 }] })
  const [part] = (item as { content: readonly { heard: string }[] }).content
  expect(part!.heard.length).toBeGreaterThan(0)
  expect(part!.heard.length).toBeLessThanOrEqual(14)
})

describe('push-to-talk', () => {
  const manual = { config: { modelSettings: { turnDetection: null } } } satisfies TestSessionOptions
  test('the turn is what was said between press and release, and is answered', async () => {
    const { session, clock, sent } = await connected(manual)
    session.startTurn()
    expect(session.agentState).toBe('listening')
    await clock.advance(800)
    session.endTurn()
    expect(sent()).toEqual(['input_audio_buffer.clear', 'input_audio_buffer.commit', 'response.create'])
    expect(session.agentState).toBe('thinking')
  })
  test('a press too short to say anything, and a cancelled one, are forgotten', async () => {
    const { session, clock, sent } = await connected(manual)
    session.startTurn()
    await clock.advance(50)
    session.endTurn()
    session.startTurn()
    await clock.advance(500)
    session.cancelTurn()
    session.endTurn()
    expect(sent()).toEqual([
      'input_audio_buffer.clear',
      'input_audio_buffer.clear',
      'input_audio_buffer.clear',
      'input_audio_buffer.clear',
    ])
  })
  test('pressing while the agent speaks stops it first', async () => {
    const { session, server, clock, sent } = await connected(manual)
    server.receive(...answerStarts())
    server.receiveAudio('item_a1', 'resp_1', pcm(1000))
    await clock.advance(300)
    session.startTurn()
    expect(sent()).toEqual(['input_audio_buffer.clear', 'response.cancel', 'item.truncate'])
  })
})
