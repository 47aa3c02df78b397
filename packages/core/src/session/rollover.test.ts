import { expect, test } from 'vitest'
import {
  answerEnds,
  answerStarts,
  createFakeSpeaker,
  createManualClock,
  createTestSession,
  type TestSessionOptions,
} from '../testing/index.ts'

const text = 'It is grey there, and it will stay so.'

/** A session whose change to a new one is due, in the middle of an answer. */
async function due(options: TestSessionOptions = {}) {
  const test = createTestSession(options)
  const { server, clock, connect } = test
  await connect()
  const expires_at = Math.floor(clock.now() / 1000) + 600
  server.receive({ type: 'session.updated', session: { expires_at } })
  server.receive(...answerStarts())
  await clock.advance(545_000)
  expect(server.connects).toHaveLength(1)
  return test
}

test('an answer that has all come and does not sound yet is heard before the session changes over', async () => {
  const clock = createManualClock()
  const player = createFakeSpeaker({ clock })
  // A player in another thread says half a second later that it has begun.
  const later = (play: () => void): void => void clock.setTimeout(play, 500)
  const speaker: typeof player = {
    ...player,
    play: (chunk) => later(() => player.play(chunk)),
    end: (itemId, contentIndex) => later(() => player.end(itemId, contentIndex)),
  }
  const { server, session } = await due({ clock, ports: { speaker } })
  server.receiveAudio('item_a1', 'resp_1', new Uint8Array(48 * 2000))
  server.receive(...answerEnds(text))
  expect(server.connects).toHaveLength(1)
  await clock.advance(2000)
  expect(server.connects).toHaveLength(1)
  await clock.advance(1000)
  expect(server.connects).toHaveLength(2)
  expect(session.history.at(-1)).toMatchObject({
    status: 'completed',
    content: [{ transcript: text, heard: text, unheard: '' }],
  })
})

test('in a call, too, it changes over when the sound has ended, not when the text has', async () => {
  const { server, clock } = await due({ audio: 'track' })
  server.receive({ type: 'output_audio_buffer.started', response_id: 'resp_1' })
  server.receive(...answerEnds(text))
  await clock.advance(2000)
  expect(server.connects).toHaveLength(1)
  server.receive({ type: 'output_audio_buffer.stopped', response_id: 'resp_1' })
  await clock.advance(100)
  expect(server.connects).toHaveLength(2)
})
