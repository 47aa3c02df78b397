import { expect, test } from 'vitest'
import { targets } from './targets.ts'

/** Another one each day, and the same one when it is given: `FUZZ_SEED=7 npm test`. */
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Date.now() / 86_400_000))

test.for(Object.entries(targets))(
  '%s: random input breaks nothing',
  { timeout: 60_000 },
  async ([, { run, short }]) => {
    expect(await run(seed, short), `FUZZ_SEED=${seed}`).toEqual([])
  },
)
