import {
  answerEnds,
  answerStarts,
  functionCall,
  responseCreated,
  responseDone,
  transcribed,
  transcriptDelta,
  userSpoke,
  type TestSession,
} from '@parley/core/testing'
import { act } from '@testing-library/react'

/** An answer that is being given, piece by piece. */
export interface ScriptedAnswer {
  readonly itemId: string
  readonly responseId: string
  /** Text as the model makes it. */
  writes: (delta: string) => Promise<void>
  /** So much sound arrives; the speaker plays it as the clock moves. */
  sounds: (ms: number) => Promise<void>
  /** Nothing more comes: the response is done. What sounds goes on sounding. */
  ends: () => Promise<void>
}

/** The other side of a conversation, moved by hand: what the service would send when the user speaks and the agent answers. */
export interface ScriptedAgent {
  /** The user speaks, and falls silent; `text` is what the service understood, null while it is still at it. Gives the item's id. */
  hears: (text: string | null) => Promise<string>
  /** What the service understood of an earlier turn. */
  understands: (itemId: string, text: string) => Promise<void>
  /** The user begins to speak: where the agent sounds, this interrupts it. */
  isSpokenTo: () => Promise<void>
  begins: () => Promise<ScriptedAnswer>
  /** A whole answer. Without `soundMs` it is text alone, with it the words count as heard only as the clock moves. */
  says: (text: string, options?: { soundMs?: number }) => Promise<ScriptedAnswer>
  /** The model calls a tool; the session runs it. Gives the call's id. */
  calls: (toolName: string, args?: Record<string, unknown>) => Promise<string>
}

/** 24 kHz, 16 bit, one channel: what a session asks for unless told otherwise. */
const samplesPerMs = 24

/**
 * The agent of a session made by `createFakeSession`, which has one as `agent`. Messages that were sent are confirmed, as the
 * service does, before the agent does anything else. Each verb settles React (`act`) before it resolves.
 */
export function createScriptedAgent<C>({ server, clock }: Pick<TestSession<C>, 'server' | 'clock'>): ScriptedAgent {
  const confirmed = new WeakSet<object>()
  let turns = 0
  let responses = 0
  let calls = 0

  const does = (work: () => void): Promise<void> =>
    act(async () => {
      confirmMessages()
      work()
      await clock.settle()
    })
  const confirmMessages = (): void => {
    for (const event of server.sent) {
      if (event.type !== 'conversation.item.create' || confirmed.has(event)) continue
      confirmed.add(event)
      server.receive(
        { type: 'conversation.item.added', item: event.item },
        { type: 'conversation.item.done', item: event.item },
      )
    }
  }
  const begins = async (): Promise<ScriptedAnswer> => {
    const ids = { responseId: `resp_${++responses}`, itemId: `answer_${responses}` }
    let text = ''
    await does(() => server.receive(...answerStarts(ids)))
    return {
      ...ids,
      writes: (delta) => {
        text += delta
        return does(() => server.receive(transcriptDelta(delta, ids)))
      },
      sounds: (ms) =>
        does(() => server.receiveAudio(ids.itemId, ids.responseId, new Uint8Array(2 * Math.round(ms * samplesPerMs)))),
      ends: () => does(() => server.receive(...answerEnds(text, ids))),
    }
  }

  return {
    async hears(text) {
      const itemId = `turn_${++turns}`
      await does(() => server.receive(...userSpoke(itemId)))
      if (text !== null) await does(() => server.receive(transcribed(text, itemId)))
      return itemId
    },
    understands: (itemId, text) => does(() => server.receive(transcribed(text, itemId))),
    isSpokenTo: () =>
      does(() =>
        server.receive({
          type: 'input_audio_buffer.speech_started',
          audio_start_ms: 0,
          item_id: `turn_${turns + 1}`,
        }),
      ),
    begins,
    async says(text, { soundMs = 0 } = {}) {
      const answer = await begins()
      const pieces = text.match(/\s*\S+/g) ?? []
      for (const piece of pieces) {
        await answer.writes(piece)
        if (soundMs > 0) await answer.sounds(soundMs / pieces.length)
      }
      await answer.ends()
      return answer
    },
    async calls(toolName, args = {}) {
      const callId = `call_${++calls}`
      const responseId = `resp_${++responses}`
      await does(() =>
        server.receive(
          responseCreated(responseId),
          ...functionCall(toolName, JSON.stringify(args), { callId, itemId: `item_${callId}`, responseId }),
          responseDone(responseId),
        ),
      )
      return callId
    },
  }
}
