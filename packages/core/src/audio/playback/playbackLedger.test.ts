import { describe, expect, test } from 'vitest'
import { PlaybackLedger } from './playbackLedger.ts'

describe('the playback ledger', () => {
  test('a frame is heard when the latency has passed since it was rendered, gaps included', () => {
    const ledger = new PlaybackLedger()
    ledger.latency = 300
    ledger.queued('a', 0, 0, 1000)
    ledger.rendered(0, 0, 128)
    ledger.advance(128, 128)
    expect(ledger.position()).toBeNull()
    // Silence until 1,000, then the rest: at 1,328 the first 128 frames and 28 more have sounded.
    ledger.rendered(1000, 128, 400)
    ledger.advance(1328, 528)
    expect(ledger.position()).toEqual({ itemId: 'a', contentIndex: 0, frames: 156 })
  })

  test('an item is drained when it was heard to its end and no more comes, not before', () => {
    const ledger = new PlaybackLedger()
    ledger.latency = 100
    ledger.queued('a', 0, 0, 128)
    ledger.rendered(0, 0, 128)
    expect(ledger.advance(300, 128).drained).toEqual([])
    ledger.ended('a', 0)
    expect(ledger.advance(300, 128).drained).toEqual([{ itemId: 'a', contentIndex: 0, frames: 128 }])
    expect(ledger.advance(400, 128).drained).toEqual([])
  })

  test('pieces of two items that take turns are counted for the right one', () => {
    const ledger = new PlaybackLedger()
    ledger.queued('a', 0, 0, 100)
    ledger.queued('b', 0, 100, 50)
    ledger.queued('a', 0, 150, 100)
    ledger.rendered(0, 0, 200)
    ledger.advance(200, 200)
    expect(ledger.flush(200, 250)).toEqual([
      { itemId: 'a', contentIndex: 0, frames: 150 },
      { itemId: 'b', contentIndex: 0, frames: 50 },
    ])
  })

  test('parts of one item are told apart', () => {
    const ledger = new PlaybackLedger()
    ledger.queued('a', 0, 0, 100)
    ledger.queued('a', 1, 100, 100)
    ledger.ended('a', 0)
    ledger.rendered(0, 0, 150)
    const { started, drained } = ledger.advance(150, 150)
    expect(started.map((part) => part.contentIndex)).toEqual([0, 1])
    expect(drained).toEqual([{ itemId: 'a', contentIndex: 0, frames: 100 }])
    expect(ledger.position()).toEqual({ itemId: 'a', contentIndex: 1, frames: 50 })
  })

  test('an item without a sample drains once it is over, after what was before it', () => {
    const ledger = new PlaybackLedger()
    ledger.queued('a', 0, 0, 100)
    ledger.queued('empty', 0, 100, 0)
    ledger.ended('a', 0)
    ledger.ended('empty', 0)
    expect(ledger.advance(0, 0).drained).toEqual([])
    ledger.rendered(0, 0, 100)
    expect(ledger.advance(100, 100).drained.map((part) => [part.itemId, part.frames])).toEqual([
      ['a', 100],
      ['empty', 0],
    ])
  })

  test('the end of an item nobody knows changes nothing', () => {
    const ledger = new PlaybackLedger()
    expect(ledger.ended('nobody', 0)).toBe(false)
    expect(ledger.advance(0, 0)).toEqual({ started: [], drained: [] })
    expect(ledger.flush(0, 0)).toEqual([])
  })

  test('a latency longer than the log keeps what it knows', () => {
    const ledger = new PlaybackLedger()
    ledger.latency = 1e9
    ledger.queued('a', 0, 0, 200_000)
    for (let i = 0; i < 1500; i++) ledger.rendered(i * 128, i * 128, 128)
    ledger.advance(1500 * 128, 1500 * 128)
    expect(ledger.flush(1500 * 128, 200_000)).toEqual([{ itemId: 'a', contentIndex: 0, frames: 0 }])
  })
})
