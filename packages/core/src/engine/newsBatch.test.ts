import { expect, test } from 'vitest'
import type { ServerEvent } from '../protocol/index.ts'
import { createManualClock } from '../testing/index.ts'
import type { EngineNews } from './engineMessages.ts'
import { NewsBatch } from './newsBatch.ts'

const event = (type: string): EngineNews => ({
  type: 'signal',
  connection: 1,
  signal: { type: 'event', event: { type } as ServerEvent },
  flushed: false,
})
const position = (heardMs: number): EngineNews => ({
  type: 'player',
  signal: { type: 'position', itemId: 'a', contentIndex: 0, heardMs },
})

test('for minutes behind another tab, what nobody waits for comes ten times a second by a timer, and nothing is lost', async () => {
  const clock = createManualClock()
  const posts: EngineNews[][] = []
  const batch = new NewsBatch(clock, (news) => posts.push(news))
  batch.visible = false
  const tenMinutes = 600_000
  let deltas = 0
  for (let at = 0; at < tenMinutes; at += 20) {
    batch.add(event('response.output_audio_transcript.delta'))
    batch.add(position(at))
    deltas++
    await clock.advance(20)
  }
  await clock.advance(100)
  expect(posts.flat().filter(({ type }) => type === 'signal')).toHaveLength(deltas)
  // Of positions only the last one of each batch is news.
  expect(posts.every((news) => news.filter(({ type }) => type === 'player').length === 1)).toBe(true)
  expect(posts.length).toBe(tenMinutes / 100)
  expect(clock.pending).toBe(0)
})

test('behind another tab, too, what somebody waits for comes at once, with all that was before it', () => {
  const posts: EngineNews[][] = []
  const batch = new NewsBatch(createManualClock(), (news) => posts.push(news))
  batch.visible = false
  batch.add(event('response.output_audio_transcript.delta'))
  expect(posts).toEqual([])
  batch.add(event('input_audio_buffer.speech_started'))
  expect(posts.map((news) => news.length)).toEqual([2])
})
