import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ServerEvent, WireItem } from '../protocol/index.ts'
import {
  answerEnds,
  answerStarts,
  createTestSession,
  functionCall,
  responseCreated,
  transcribed,
  transcriptDelta,
  userSpoke,
  type TestSessionOptions,
} from '../testing/index.ts'
import type { RealtimeSession } from './realtimeSession.ts'
import { selectItemIds, selectTranscriptItem } from './selectors.ts'

const connected = async (options: TestSessionOptions = {}) => {
  const test = createTestSession(options)
  await test.connect()
  test.server.clear()
  return test
}
const added = (item: WireItem, previousId?: string | null): ServerEvent => ({
  type: 'conversation.item.added',
  item,
  ...(previousId === undefined ? {} : { previous_item_id: previousId }),
})
const done = (item: WireItem): ServerEvent => ({ type: 'conversation.item.done', item })
const user = (id: string, content: Extract<WireItem, { type: 'message'; role: 'user' }>['content'] = []): WireItem => ({
  id,
  type: 'message',
  role: 'user',
  content,
})

describe('history', () => {
  test('rule 65: an update keeps the position and is no addition', async () => {
    const { session, server, events } = await connected()
    server.receive(added(user('a')), added(user('b')), done(user('a', [{ type: 'input_text', text: 'x' }])))
    expect(session.history.map((item) => item.id)).toEqual(['a', 'b'])
    expect(events.filter((event) => event.type === 'history_added')).toHaveLength(2)
  })

  test('rule 66 and 67: a transcription changes only its own audio part', async () => {
    const { session, server } = await connected()
    server.receive(
      added(
        user('a', [{ type: 'input_text', text: 'one' }, { type: 'input_audio' }, { type: 'input_text', text: 'two' }]),
      ),
      transcribed('spoken', 'a', 1),
    )
    expect(session.history[0]).toMatchObject({
      status: 'completed',
      content: [{ text: 'one' }, { transcript: 'spoken', transcription: 'done' }, { text: 'two' }],
    })
    server.receive(added(user('b', [{ type: 'input_audio' }, { type: 'input_audio' }])), transcribed('second', 'b', 1))
    expect(session.history[1]).toMatchObject({ content: [{ transcript: null }, { transcript: 'second' }] })
  })

  test('rule 68: a transcription before its item makes the item, and is kept when the item comes', async () => {
    const { session, server } = await connected()
    server.receive(
      transcribed('early', 'a'),
      added(user('a', [{ type: 'input_audio', transcript: null }])),
      done(user('a', [{ type: 'input_audio', transcript: null }])),
    )
    expect(session.history).toMatchObject([{ id: 'a', content: [{ transcript: 'early' }] }])
    expect(session.history[0]).toMatchObject({ content: { length: 1 } })
  })

  test('rule 70: an update with a transcript replaces the old one', async () => {
    const { session, server } = await connected()
    server.receive(
      added(user('a', [{ type: 'input_audio' }])),
      transcribed('old', 'a'),
      done(user('a', [{ type: 'input_audio', transcript: 'new' }])),
    )
    expect(session.history[0]).toMatchObject({ content: [{ transcript: 'new' }] })
  })

  test('rule 72: text deltas stream into the history like spoken ones', async () => {
    const { session, server, events } = await connected()
    const ids = { response_id: 'resp_1', item_id: 't', output_index: 0, content_index: 0 }
    server.receive(
      responseCreated(),
      { type: 'response.output_text.delta', ...ids, delta: 'Hel' },
      { type: 'response.output_text.delta', ...ids, delta: 'lo' },
    )
    expect(session.history[0]).toMatchObject({
      id: 't',
      status: 'in_progress',
      content: [{ type: 'output_text', text: 'Hello' }],
    })
    expect(events.filter((event) => event.type === 'transcript_delta')).toMatchObject([
      { delta: 'Hel', role: 'assistant' },
      { delta: 'lo' },
    ])
  })

  test('rule 74: an echo with empty text, without content or without the image loses nothing', async () => {
    const { session, server } = await connected()
    const image = { type: 'input_image', image_url: 'data:image/png;base64,AA' } as const
    const text = { type: 'input_text', text: 'What is this?' } as const
    for (const [id, content] of [
      ['a', [image, text]],
      ['b', [text, image]],
    ] as const) {
      server.receive(added(user(id, [...content])))
      const before = session.history.at(-1)
      server.receive(done(user(id, [{ type: 'input_text', text: '' }])), done(user(id, [])), done(user(id, [text])))
      expect(session.history.at(-1)).toEqual(before)
    }
  })

  test('rule 75 and 76: a call and its output are one item that shows its call id', async () => {
    const { session, server, clock } = await connected()
    server.receive(responseCreated(), ...functionCall('missing', '{"a":1}', { callId: 'call_7', itemId: 'f' }))
    await clock.settle()
    expect(session.history).toMatchObject([
      { id: 'f', type: 'function_call', callId: 'call_7', status: 'completed', output: 'Tool missing not found' },
    ])
    server.receive(
      added({ id: 'out', type: 'function_call_output', call_id: 'call_7', output: 'x' }, 'f'),
      added(user('u'), 'out'),
    )
    expect(session.history.map((item) => item.id)).toEqual(['f', 'u'])
  })

  test('rule 77: a missing status follows from the event, an explicit one wins, and nothing finished goes back', async () => {
    const { session, server } = await connected()
    const assistant = (status?: 'in_progress' | 'completed' | 'incomplete'): WireItem => ({
      id: 'a',
      type: 'message',
      role: 'assistant',
      content: [],
      ...(status ? { status } : {}),
    })
    const status = () => session.history[0]?.status
    server.receive(added(assistant()))
    expect(status()).toBe('in_progress')
    server.receive(done(assistant('incomplete')))
    expect(status()).toBe('incomplete')
    server.receive(done(assistant()))
    expect(status()).toBe('completed')
    server.receive({ type: 'conversation.item.retrieved', item: assistant('in_progress') })
    expect(status()).toBe('completed')
  })

  test('rule 78: a deleted item is gone, and listeners are told', async () => {
    const { session, server, clock, events } = await connected()
    server.receive(added(user('a')))
    await clock.settle()
    server.receive({ type: 'conversation.item.deleted', item_id: 'a' })
    await clock.settle()
    expect(session.history).toEqual([])
    expect(events.findLast((event) => event.type === 'history_updated')).toMatchObject({
      changedIds: ['a'],
      history: [],
    })
  })

  test('rule 79: audio bytes are kept only where the app asks for it', async () => {
    for (const historyStoreAudio of [false, true]) {
      const { session, server } = await connected({ config: { historyStoreAudio } })
      server.receive(...answerStarts(), transcriptDelta('Hi.'))
      server.receiveAudio('item_a1', 'resp_1', new Uint8Array([1, 0]))
      server.receiveAudio('item_a1', 'resp_1', new Uint8Array([2, 0]))
      server.receive(...answerEnds('Hi.'), added(user('u', [{ type: 'input_audio', audio: 'AQID' }])))
      const [answer, question] = session.history as unknown as { content: { audio?: Uint8Array }[] }[]
      expect([
        answer?.content[0]?.audio && [...answer.content[0].audio],
        question?.content[0]?.audio && [...question.content[0].audio],
      ]).toEqual(
        historyStoreAudio
          ? [
              [1, 0, 2, 0],
              [1, 2, 3],
            ]
          : [undefined, undefined],
      )
    }
  })

  test("rule 81: an edit that adds the agent's audio is refused before anything is sent; calls are left out with a warning", async () => {
    const { session, server, events } = await connected()
    server.receive(...answerStarts(), ...answerEnds('Hi.'))
    const [spoken] = session.history
    expect(() => session.updateHistory([{ ...spoken!, id: 'other' }])).toThrow(
      expect.objectContaining({ code: 'invalid_option' }),
    )
    expect(server.sent).toEqual([])
    session.updateHistory((now) => [
      ...now,
      {
        id: 'f',
        type: 'function_call',
        callId: 'c',
        name: 'x',
        arguments: '',
        output: null,
        status: 'completed',
        createdAt: 0,
      },
      {
        id: 'n',
        type: 'message',
        role: 'user',
        status: 'completed',
        createdAt: 0,
        content: [{ type: 'input_text', text: 'New.' }],
      },
    ])
    expect(server.sent).toMatchObject([
      { type: 'conversation.item.create', previous_item_id: 'item_a1', item: { id: 'n' } },
    ])
    expect(events.filter((event) => event.type === 'error')).toMatchObject([{ error: { severity: 'warning' } }])
    // The local history follows the server's word.
    expect(session.history).toHaveLength(1)
    session.updateHistory([])
    expect(server.sent.at(-1)).toMatchObject({ type: 'conversation.item.delete', item_id: 'item_a1' })
    expect(session.history).toHaveLength(1)
  })

  test('rule 82: what was heard before an interruption stays after the server truncated', async () => {
    const { session, server, clock } = await connected()
    server.receive(...answerStarts(), transcriptDelta('One two three four five six.'))
    server.receiveAudio('item_a1', 'resp_1', new Uint8Array(48 * 2000))
    await clock.advance(1000)
    session.interrupt()
    server.receive(
      { type: 'conversation.item.truncated', item_id: 'item_a1', content_index: 0, audio_end_ms: 1000 },
      {
        type: 'conversation.item.retrieved',
        item: {
          id: 'item_a1',
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_audio', transcript: '' }],
        },
      },
    )
    const [item] = session.history
    expect(item).toMatchObject({
      interrupted: true,
      status: 'incomplete',
      content: [{ transcript: 'One two three four five six.' }],
    })
    expect((item as unknown as { content: { heard: string }[] }).content[0]!.heard.length).toBeGreaterThan(5)
  })

  test('rule 83: a failed transcription is visible', async () => {
    const { session, server, events } = await connected()
    server.receive(...userSpoke(), {
      type: 'conversation.item.input_audio_transcription.failed',
      item_id: 'item_u1',
      content_index: 0,
      error: { message: 'Unintelligible.' },
    })
    expect(session.history[0]).toMatchObject({ content: [{ transcription: 'failed' }] })
    expect(events.find((event) => event.type === 'transcription_failed')).toMatchObject({
      itemId: 'item_u1',
      error: { message: 'Unintelligible.' },
    })
  })

  test('late words of the user stand where they were said, above the answer', async () => {
    const { session, server } = await connected()
    server.receive(
      ...userSpoke(),
      ...answerStarts({ previousId: 'item_u1' }),
      transcriptDelta('Yes.'),
      ...answerEnds('Yes.'),
      transcribed('Really?'),
    )
    const snapshot = session.getSnapshot()
    expect(selectItemIds(snapshot).map((id) => selectTranscriptItem(snapshot, id)?.text)).toEqual(['Really?', 'Yes.'])
  })

  test('an echo that says nothing new changes no item and no row', async () => {
    const { session, server, clock } = await connected()
    const item = user('a', [{ type: 'input_text', text: 'x' }])
    server.receive(added(item), done(item))
    const before = session.getSnapshot()
    const row = selectTranscriptItem(before, 'a')
    const [known] = session.history
    server.receive(done(item))
    await clock.settle()
    expect(session.history[0]).toBe(known)
    expect(selectTranscriptItem(session.getSnapshot(), 'a')).toBe(row)
    expect(selectItemIds(session.getSnapshot())).toBe(selectItemIds(before))
  })
})

test('a piece of text that comes after the whole is not said twice', async () => {
  const { session, server, connect } = createTestSession()
  await connect()
  server.receive(...answerStarts(), ...answerEnds('Still here.'), transcriptDelta(' here.'))
  const [row] = selectItemIds(session.getSnapshot())
  expect(selectTranscriptItem(session.getSnapshot(), row!)?.text).toBe('Still here.')
})

describe('properties', () => {
  test('however the text is cut into deltas, the transcript is the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 60 }),
        fc.array(fc.nat(60), { maxLength: 8 }),
        async (text, cuts) => {
          const { session, server } = await connected()
          const at = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])].sort((a, b) => a - b)
          server.receive(...answerStarts(), ...at.slice(1).map((end, i) => transcriptDelta(text.slice(at[i], end))))
          const [item] = session.history
          expect(item).toMatchObject({ content: [{ transcript: text }] })
          const part = (item as unknown as { content: { heard: string; unheard: string }[] }).content[0]!
          expect(part.heard + part.unheard).toBe(text)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('items stand in the order of their anchors, in whatever order they arrive', async () => {
    const operation = fc.record({ after: fc.option(fc.nat(12)), first: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 13 }), async (operations) => {
        const { session, server } = await connected()
        const model: string[] = []
        operations.forEach(({ after, first }, i) => {
          const id = `i${i}`
          const anchor = first ? null : after === null ? undefined : `i${after}`
          const at =
            anchor === null ? 0 : anchor === undefined ? model.length : model.indexOf(anchor) + 1 || model.length
          model.splice(at, 0, id)
          server.receive(added(user(id), anchor))
        })
        expect(selectItemIds(session.getSnapshot())).toEqual(model)
      }),
      { numRuns: 100 },
    )
  })

  test('the heard text only grows, word by word, and never beyond the transcript', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.constantFrom('alpha ', 'be ', 'c ', 'delta, ', '한국어'), fc.integer({ min: 0, max: 600 })),
          { minLength: 1, maxLength: 10 },
        ),
        async (words) => {
          const { session, server, clock } = await connected()
          server.receive(...answerStarts())
          let heard = ''
          const look = () => {
            const part = (
              session.history[0] as unknown as { content: { heard: string; unheard: string; transcript: string }[] }
            ).content[0]
            if (!part) return
            expect(part.heard + part.unheard).toBe(part.transcript)
            expect(part.heard.startsWith(heard)).toBe(true)
            heard = part.heard
          }
          for (const [word, ms] of words) {
            server.receive(transcriptDelta(word))
            if (ms > 0) server.receiveAudio('item_a1', 'resp_1', new Uint8Array(ms * 48))
            await clock.advance(120)
            look()
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  const heardParts = (session: RealtimeSession): string[] => {
    const seen: string[] = []
    session.subscribe(() => {
      const [item] = session.history
      const part = item?.type === 'message' && item.role === 'assistant' ? item.content[0] : undefined
      if (part?.type === 'output_audio' && part.heard !== seen.at(-1)) seen.push(part.heard)
    })
    return seen
  }

  test('the heard text moves once a word, and takes the space after it along', async () => {
    const { session, server, clock } = await connected()
    const seen = heardParts(session)
    server.receive(...answerStarts())
    for (const word of ['one ', 'two', ' three ', 'four']) {
      server.receive(transcriptDelta(word))
      server.receiveAudio('item_a1', 'resp_1', new Uint8Array(48 * 600))
    }
    server.receive(...answerEnds('one two three four'))
    await clock.advance(3_000)
    expect(seen).toEqual(['', 'one ', 'one two ', 'one two three ', 'one two three four'])
  })

  test('over a track a word that is still being written is not taken for heard', async () => {
    const { session, server, clock } = await connected({ audio: 'track' })
    const seen = heardParts(session)
    server.receive(...answerStarts(), transcriptDelta('One two thr'), {
      type: 'output_audio_buffer.started',
      response_id: 'resp_1',
    })
    await clock.advance(1_000)
    server.receive(transcriptDelta('ee four'))
    await clock.advance(400)
    server.receive(...answerEnds('One two three four'))
    server.receive({ type: 'output_audio_buffer.stopped', response_id: 'resp_1' })
    await clock.settle()
    expect(seen).toEqual(['', 'One ', 'One two ', 'One two three ', 'One two three four'])
  })
})
