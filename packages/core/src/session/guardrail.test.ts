import { describe, expect, test, vi } from 'vitest'
import { outputGuardrail } from '../agent/guardrail.ts'
import { RealtimeAgent } from '../agent/realtimeAgent.ts'
import type { RunConfig } from '../settings/runConfig.ts'
import {
  answerEnds,
  answerStarts,
  createTestSession,
  responseCreated,
  responseDone,
  transcriptDelta,
} from '../testing/index.ts'

const pcm = (ms: number): Uint8Array => new Uint8Array(ms * 48)
const noSpoilers = (spy = vi.fn()) =>
  outputGuardrail({
    name: 'no_spoilers',
    policyHint: 'do not tell the end',
    check(text) {
      spy(text)
      return { tripped: text.includes('butler'), info: { length: text.length } }
    },
  })

const watched = async (config: RunConfig = {}, guardrails = [noSpoilers()]) => {
  const test = createTestSession({ agent: new RealtimeAgent({ name: 'Teller', outputGuardrails: guardrails }), config })
  await test.connect()
  test.server.clear()
  const trips = () => test.events.filter((event) => event.type === 'guardrail_tripped')
  return { ...test, trips, sent: () => test.server.sent.map((event) => event.type.replace('conversation.', '')) }
}

describe('output guardrails', () => {
  test('rule 119: checked each time the text passes another length, items apart', async () => {
    const spy = vi.fn()
    const { server, clock } = await watched({ guardrailsSettings: { debounceTextLength: 10 } }, [noSpoilers(spy)])
    server.receive(...answerStarts(), transcriptDelta('12345678'))
    await clock.settle()
    expect(spy).toHaveBeenCalledTimes(0)
    server.receive(transcriptDelta('9012'))
    await clock.settle()
    expect(spy).toHaveBeenCalledTimes(1)
    server.receive(transcriptDelta('345678901'), transcriptDelta('23'))
    await clock.settle()
    expect(spy).toHaveBeenCalledTimes(2)
    server.receive(transcriptDelta('123456789', { itemId: 'other' }))
    await clock.settle()
    expect(spy).toHaveBeenCalledTimes(2)
  })

  test('rule 120: a short answer is checked once at its end; with -1 only there', async () => {
    for (const debounceTextLength of [100, -1]) {
      const spy = vi.fn()
      const { server, clock } = await watched({ guardrailsSettings: { debounceTextLength } }, [noSpoilers(spy)])
      server.receive(...answerStarts(), transcriptDelta('Short.'), ...answerEnds('Short.'))
      await clock.settle()
      expect(spy.mock.calls).toEqual([['Short.']])
    }
  })

  test('what trips is told, stopped and explained to the model, once a response', async () => {
    const { server, clock, trips, sent } = await watched({ guardrailsSettings: { debounceTextLength: 10 } })
    server.receive(...answerStarts(), transcriptDelta('It was the butler, '))
    server.receiveAudio('item_a1', 'resp_1', pcm(1000))
    server.receive(transcriptDelta('the butler did it all along.'))
    await clock.settle()
    expect(trips()).toMatchObject([
      {
        agent: { name: 'Teller' },
        itemId: 'item_a1',
        responseId: 'resp_1',
        results: [{ name: 'no_spoilers', info: { length: 19 } }],
        message: expect.stringContaining('do not tell the end'),
      },
    ])
    expect(sent()).toEqual(['response.cancel', 'item.delete', 'item.create'])
    expect(server.sent.at(-1)).toMatchObject({
      item: { role: 'system', content: [{ text: expect.stringContaining('do not tell the end') }] },
    })
    server.receive(responseDone('resp_1', 'cancelled'))
    expect(sent().at(-1)).toBe('response.create')
  })

  test('rule 123: a text answer that trips is only cancelled', async () => {
    const { server, clock, sent } = await watched({
      guardrailsSettings: { debounceTextLength: 10 },
      modelSettings: { outputModalities: ['text'] },
    })
    server.receive(responseCreated(), {
      type: 'response.output_text.delta',
      response_id: 'resp_1',
      item_id: 't',
      output_index: 0,
      content_index: 0,
      delta: 'It was the butler.',
    })
    await clock.settle()
    expect(server.sent[0]).toEqual({ type: 'response.cancel', response_id: 'resp_1' })
    expect(sent()).toEqual(['response.cancel', 'item.create'])
  })

  test('rule 124: an answer that has ended is not cancelled, but explained', async () => {
    let judge = (): void => {}
    const slow = outputGuardrail({
      name: 'slow',
      check: () =>
        new Promise((resolve) => {
          judge = () => resolve({ tripped: true })
        }),
    })
    const { server, clock, trips, sent } = await watched({}, [slow])
    server.receive(...answerStarts(), transcriptDelta('Text.'), ...answerEnds('Text.'))
    judge()
    await clock.settle()
    expect(trips()).toHaveLength(1)
    expect(sent()).toEqual(['item.create', 'response.create'])
  })

  test('a newer answer is left alone when an older one trips', async () => {
    let judge = (): void => {}
    const slow = outputGuardrail({
      name: 'slow',
      check: (text) =>
        text === 'Old.'
          ? new Promise((resolve) => {
              judge = () => resolve({ tripped: true })
            })
          : { tripped: false },
    })
    const { server, clock, trips, sent } = await watched({}, [slow])
    server.receive(
      ...answerStarts(),
      transcriptDelta('Old.'),
      ...answerEnds('Old.'),
      ...answerStarts({ responseId: 'new', itemId: 'n' }),
    )
    judge()
    await clock.settle()
    expect(trips()).toHaveLength(1)
    expect(sent()).toEqual([])
  })

  test('rule 125 and 126: one object given twice runs once, and one that throws does not stop the others', async () => {
    const spy = vi.fn()
    const shared = noSpoilers(spy)
    const broken = outputGuardrail({
      name: 'broken',
      check() {
        throw new Error('no model')
      },
    })
    const { server, clock, trips, events } = await watched({ outputGuardrails: [shared] }, [shared, broken])
    server.receive(...answerStarts(), transcriptDelta('The butler.'), ...answerEnds('The butler.'))
    await clock.settle()
    expect(spy).toHaveBeenCalledTimes(1)
    expect(trips()).toHaveLength(1)
    expect(events.filter((event) => event.type === 'error')).toMatchObject([
      { error: { cause: { message: 'no model' } } },
    ])
  })

  test('rule 127: after a handoff the event names the agent of the answer', async () => {
    let judge = (): void => {}
    const slow = outputGuardrail({
      name: 'slow',
      check: () =>
        new Promise((resolve) => {
          judge = () => resolve({ tripped: true })
        }),
    })
    const { session, server, clock, trips } = await watched({}, [slow])
    server.receive(...answerStarts(), transcriptDelta('Text.'), ...answerEnds('Text.'))
    await session.updateAgent(new RealtimeAgent({ name: 'Other' }))
    judge()
    await clock.settle()
    expect(trips()).toMatchObject([{ agent: { name: 'Teller' } }])
  })

  test('rule 128: a verdict after close does nothing', async () => {
    let judge = (): void => {}
    const slow = outputGuardrail({
      name: 'slow',
      check: () =>
        new Promise((resolve) => {
          judge = () => resolve({ tripped: true })
        }),
    })
    const { session, server, clock, trips } = await watched({}, [slow])
    server.receive(...answerStarts(), transcriptDelta('Text.'), ...answerEnds('Text.'))
    await session.close()
    server.clear()
    judge()
    await clock.settle()
    expect([trips(), server.sent]).toEqual([[], []])
  })

  test('held back, no audio is played before the first verdict, and none at all when it trips', async () => {
    const { server, clock, session, sent } = await watched({
      guardrailsSettings: { debounceTextLength: 10, holdBack: true },
    })
    server.receive(...answerStarts(), transcriptDelta('A fine '))
    server.receiveAudio('item_a1', 'resp_1', pcm(300))
    await clock.advance(50)
    expect(session.agentState).toBe('thinking')
    server.receive(transcriptDelta('morning to you.'))
    await clock.advance(50)
    expect(session.agentState).toBe('speaking')
    server.receive(...answerEnds('A fine morning to you.'))
    await clock.advance(1000)
    server.clear()
    server.receive(
      ...answerStarts({ responseId: 'r2', itemId: 'b' }),
      transcriptDelta('The butler!', { responseId: 'r2', itemId: 'b' }),
    )
    server.receiveAudio('b', 'r2', pcm(300))
    await clock.advance(50)
    expect(session.agentState).not.toBe('speaking')
    expect(sent()).toEqual(['response.cancel', 'item.delete', 'item.create'])
  })

  test('held back needs audio that passes through the session', () => {
    expect(() =>
      createTestSession({ config: { guardrailsSettings: { holdBack: true } }, modelConfig: { transport: 'webrtc' } }),
    ).toThrow(expect.objectContaining({ code: 'invalid_option', path: 'guardrailsSettings.holdBack' }))
  })
})
