import { expect, test } from 'vitest'
import type { PlayoutEvent } from '../session/sessionEvent.ts'
import { createMediaPlayout, frameSamples } from './mediaPlayout.ts'

test('a flush tells of every answer in the queue, also of one that has not begun', () => {
  const told: PlayoutEvent[] = []
  const playout = createMediaPlayout((event) => told.push(event))
  for (const id of ['first', 'second']) playout.play(id, `item of ${id}`, new Int16Array(10 * frameSamples).fill(1))
  playout.nextFrame()
  playout.flush('second')
  expect(told).toEqual([
    { type: 'playout.started', responseId: 'first' },
    { type: 'playout.flushed', responseId: 'first', itemId: 'item of first', playedMs: 20 },
    { type: 'playout.flushed', responseId: 'second', itemId: 'item of second', playedMs: 0 },
  ])
  expect(playout.nextFrame()).toBeNull()
})
