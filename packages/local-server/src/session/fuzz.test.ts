import fc from 'fast-check'
import { test } from 'vitest'
import { steps } from '../../fuzz/grammar.ts'
import { runSteps } from '../../fuzz/runSteps.ts'

test.each(['websocket', 'webrtc'] as const)(
  'no sequence of events breaks a session over %s, or its neighbour',
  async (transport) => {
    await fc.assert(
      fc.asyncProperty(steps, (given) => runSteps(given, transport)),
      { numRuns: 100, seed: 20 },
    )
  },
  60_000,
)
