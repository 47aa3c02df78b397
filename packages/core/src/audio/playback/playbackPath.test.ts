import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pcm16ToBytes } from '../../codec/pcm16.ts'
import { listenThrough } from './listeningCheck.ts'
import type { PlaybackFeed } from './playbackFeed.ts'
import type { ToPlayback } from './playbackMessages.ts'
import { createPlaybackRig } from './playbackRig.setup.ts'
import { UnheardAudio } from './unheardAudio.ts'

/** 3 ms from silence to full loudness at 24 kHz: what changes faster is heard as a click. */
const declickStep = 1 / 72 + 1e-6
const quietest = 10 ** (-60 / 20)

const ramp = (length: number, from = 1000): Int16Array => Int16Array.from({ length }, (_, i) => from + (i % 20_000))
const loud = (length: number): Uint8Array => pcm16ToBytes(new Int16Array(length).fill(16_384))
const part = (itemId = 'a', contentIndex = 0) => ({ itemId, contentIndex })

/** A voice's shape without a voice: harmonics of 110 Hz, in syllables. */
function spoken(seconds: number): Int16Array {
  return Int16Array.from({ length: seconds * 24_000 }, (_, i) => {
    const t = i / 24_000
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 3.1 * t)) * (Math.sin(0.7 * t) > -0.6 ? 1 : 0)
    let value = 0
    for (let harmonic = 1; harmonic <= 12; harmonic++) value += Math.sin(2 * Math.PI * 110 * harmonic * t) / harmonic
    return Math.round(syllable * value * 12_000)
  })
}

describe('listening', () => {
  test('hears the speech and nothing else, whatever the jitter of the network', () => {
    const speech = spoken(6)
    const delta = fc.record({
      frames: fc.constantFrom(480, 2400, 4800, 12_000),
      waitMs: fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 200, max: 900 })),
    })
    fc.assert(
      fc.property(fc.array(delta, { minLength: 10, maxLength: 40 }), (deltas) => {
        const { largestStep, largestError, lost } = listenThrough(speech, deltas)
        expect(lost).toBe(0)
        expect(largestStep).toBeLessThanOrEqual(declickStep)
        expect(largestError).toBeLessThan(1e-4)
      }),
      {
        numRuns: 15,
        seed: 4,
        examples: [
          [
            [
              { frames: 2400, waitMs: 400 },
              { frames: 2400, waitMs: 700 },
            ],
          ],
        ],
      },
    )
  })
})

describe('what goes wrong in players elsewhere does not here', () => {
  test('audio that comes after a player ran dry is played whole, however late', () => {
    for (const waitMs of [150, 500, 5000]) {
      const { feed, of, run, rendered } = createPlaybackRig()
      feed.play({ ...part(), bytes: loud(2400) })
      run(waitMs + 120)
      feed.play({ ...part(), bytes: loud(2400) })
      feed.end('a', 0)
      run(1000)
      expect(of('drained')).toEqual([{ type: 'drained', ...part(), heardMs: 200 }])
      expect(rendered.filter((value) => value > 0).length).toBeGreaterThan(4800 - 4)
    }
  })

  test('the tail of an item is played without waiting for more: a thousand samples are a thousand', () => {
    const { feed, run, rendered } = createPlaybackRig()
    feed.play({ ...part(), bytes: pcm16ToBytes(ramp(1000)) })
    feed.end('a', 0)
    run(200)
    const played = rendered.slice(0, 1024).filter((value) => value !== 0).length
    expect(played, 'the very last one is where the sound has faded').toBe(999)
  })

  test('what was heard is let go while its item goes on, however long it is', () => {
    const unheard = new UnheardAudio()
    const { feed, run, attach, of } = createPlaybackRig({ unheard })
    for (let second = 0; second < 120; second++) {
      feed.play({ ...part(), bytes: loud(24_000) })
      run(1000)
    }
    const held = Array.from(unheard.replay(), (step) => (step.type === 'audio' ? step.bytes.length : 0))
    expect(held, 'two seconds at most').toEqual([48_000, 48_000].slice(0, held.length))
    attach()
    feed.end('a', 0)
    run(5000)
    expect(of('drained')).toEqual([{ type: 'drained', ...part(), heardMs: 120_000 }])
    expect(kept(feed)).toBe(0)
  })

  test('a cut names the item that sounds at the frame that was heard, and the one behind it as unheard', () => {
    const rig = createPlaybackRig()
    const { feed, run, of } = rig
    feed.play({ ...part('first'), bytes: loud(24_000 * 4) })
    feed.end('first', 0)
    feed.play({ ...part('second'), bytes: loud(24_000 * 4) })
    run(3000)
    feed.flush()
    expect(of('flushed')[0]!.items).toEqual([
      { ...part('first'), heardMs: Math.floor(rig.time / 24) },
      { ...part('second'), heardMs: 0 },
    ])
    feed.flush()
    expect(of('flushed').map(({ generation, items }) => [generation, items.length])).toEqual([
      [1, 2],
      [2, 0],
    ])
  })

  test('an interruption is silence below -60 dB within one quantum, not a slow fade of what is queued', () => {
    const { feed, run, rendered } = createPlaybackRig()
    feed.play({ ...part(), bytes: loud(24_000 * 10) })
    run(1000)
    const at = rendered.length
    feed.flush()
    run(3000)
    expect(rendered.slice(at).findLastIndex((value) => Math.abs(value) > quietest)).toBeLessThan(128)
  })

  test('what was delivered early needs nobody: no timer, no further message', () => {
    const { feed, run, of, rendered } = createPlaybackRig()
    feed.play({ ...part(), bytes: loud(24_000 * 8) })
    feed.end('a', 0)
    run(8500)
    expect(of('underrun')).toEqual([])
    expect(rendered.filter((value) => value === 0.5).length).toBeGreaterThan(24_000 * 8 - 200)
  })

  test('a service known to be quick is not made to wait a fixed time', () => {
    const { feed, run, rendered } = createPlaybackRig()
    for (let i = 0; i < 20; i++) {
      feed.play({ ...part(), bytes: loud(2400) })
      run(20)
    }
    feed.end('a', 0)
    run(3000)
    const at = rendered.length
    feed.play({ ...part('b'), bytes: loud(2400) })
    run(50)
    expect(rendered.slice(at).findIndex((value) => value !== 0)).toBeLessThan(128)
  })

  test('what comes before there is a loudspeaker is played when there is one, from its first byte', () => {
    const { feed, run, of, attach } = createPlaybackRig()
    feed.stop()
    feed.play({ ...part(), bytes: loud(2400) })
    feed.end('a', 0)
    attach()
    run(500)
    expect(of('drained')).toEqual([{ type: 'drained', ...part(), heardMs: 100 }])
  })

  test('a device at another rate plays every item to its length, at 44.1 and 48 kHz', () => {
    for (const sampleRate of [44_100, 48_000]) {
      const { feed, run, of } = createPlaybackRig({ sampleRate })
      for (let i = 0; i < 10; i++) feed.play({ ...part(), bytes: loud(2401) })
      feed.end('a', 0)
      run(2000)
      expect(of('drained')).toEqual([{ type: 'drained', ...part(), heardMs: 1000 }])
    }
  })
})

describe('a context that dies', () => {
  test('in the middle of several items: the next one goes on there, and nothing is heard twice or skipped', () => {
    const cut = fc.record({ afterMs: fc.integer({ min: 0, max: 900 }), sampleRate: fc.constantFrom(24_000, 48_000) })
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), fc.boolean(), (cuts, ended) => {
        const { feed, run, of, attach } = createPlaybackRig()
        feed.play({ ...part('a'), bytes: loud(12_000) })
        if (ended) feed.end('a', 0)
        feed.play({ ...part('b', 1), bytes: loud(12_000) })
        feed.end('b', 1)
        for (const { afterMs, sampleRate } of cuts) {
          run(afterMs)
          attach(sampleRate)
        }
        if (!ended) feed.end('a', 0)
        run(3000)
        expect(of('drained').toSorted((one, other) => (one.itemId < other.itemId ? -1 : 1))).toEqual([
          { type: 'drained', ...part('a'), heardMs: 500 },
          { type: 'drained', ...part('b', 1), heardMs: 500 },
        ])
        const positions = of('position').flatMap(({ itemId, heardMs }) => (itemId === 'b' ? [heardMs] : []))
        expect(positions).toEqual(positions.toSorted((one, other) => one - other))
      }),
      { numRuns: 60 },
    )
  })
})

describe('bad input', () => {
  const itemId = fc.constantFrom('a', 'b', '', '__proto__')
  const contentIndex = fc.constantFrom(0, 1, -1)
  const action = fc.oneof(
    fc.record({
      do: fc.constant('play' as const),
      itemId,
      contentIndex,
      // Odd counts, nothing at all, noise.
      bytes: fc.uint8Array({ maxLength: 5001, size: 'max' }),
    }),
    fc.record({ do: fc.constant('end' as const), itemId, contentIndex }),
    fc.record({ do: fc.constant('flush' as const) }),
    fc.record({ do: fc.constant('run' as const), ms: fc.integer({ min: 0, max: 300 }) }),
    fc.record({ do: fc.constant('attach' as const), rate: fc.constantFrom(8000, 24_000, 44_100, 96_000) }),
    fc.record({ do: fc.constant('latency' as const), frames: fc.constantFrom(-5000, 0, 480, 1e9, NaN) }),
  )

  test.each(['pcm', 'pcmu', 'pcma'] as const)(
    'in %s, at any rate and in any order, is neither an error nor noise nor endless',
    (codec) => {
      fc.assert(
        fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
          const { feed, run, attach, tell, rendered, of } = createPlaybackRig({ codec })
          for (const step of actions) {
            if (step.do === 'play') feed.play(step)
            else if (step.do === 'end') feed.end(step.itemId, step.contentIndex)
            else if (step.do === 'flush') feed.flush()
            else if (step.do === 'run') run(step.ms)
            else if (step.do === 'attach') attach(step.rate)
            else tell({ type: 'latency', frames: step.frames })
          }
          tell({ type: 'latency', frames: 0 })
          feed.flush()
          run(100)
          const silence = rendered.length
          run(100)
          expect(rendered.every((value) => Math.abs(value) <= 1)).toBe(true)
          expect(rendered.slice(silence).every((value) => value === 0)).toBe(true)
          expect(kept(feed)).toBe(0)
          for (const { heardMs } of [
            ...of('position'),
            ...of('drained'),
            ...of('flushed').flatMap(({ items }) => items),
          ]) {
            expect(heardMs).toBeGreaterThanOrEqual(0)
          }
        }),
        { numRuns: 60 },
      )
    },
  )

  test('an item without a sample is over as soon as it is said to be', () => {
    const { feed, run, of } = createPlaybackRig()
    feed.play({ ...part(), bytes: new Uint8Array() })
    feed.end('a', 0)
    run(10)
    expect(of('drained')).toEqual([{ type: 'drained', ...part(), heardMs: 0 }])
  })

  test('the end of an item nobody has heard of is nothing', () => {
    const { feed, run, signals } = createPlaybackRig()
    feed.end('nobody', 0)
    run(10)
    expect(signals).toEqual([])
  })
})

/** Frames that the feed would give to a new context. */
function kept(feed: PlaybackFeed): number {
  let frames = 0
  const postMessage = (message: ToPlayback): void => {
    if (message.type === 'audio') frames += message.samples.length
  }
  feed.attach({ onmessage: null, postMessage, close() {} } as unknown as MessagePort, 24_000)
  return frames
}
