import fc from 'fast-check'
import { expect, test } from 'vitest'
import { steps } from '../../fuzz/grammar.ts'
import { runSteps } from '../../fuzz/runSteps.ts'

test.each(['websocket', 'webrtc'] as const)(
  'no sequence of events breaks a session over %s, or its neighbour',
  async (transport) => {
    const outcome = await fc.check(
      fc.asyncProperty(steps, (given) => runSteps(given, transport)),
      { numRuns: 100, seed: 20 },
    )
    expect(fc.defaultReportMessage(outcome)).toBe(undefined)
  },
  60_000,
)
