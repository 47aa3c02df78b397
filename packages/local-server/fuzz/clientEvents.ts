/**
 * Fuzzes a session by client events: `node --conditions=@parley/source fuzz/clientEvents.ts --runs 10000 --seed 1`.
 * What breaks is made smaller, printed with its seed, and ends the command with 1.
 */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { steps } from './grammar.ts'
import { runSteps } from './runSteps.ts'

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } })
const runs = Number(values.runs ?? 1000)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)

console.log(`local server, client events: ${runs} runs over each transport, seed ${seed}`)
for (const transport of ['websocket', 'webrtc'] as const) {
  const outcome = await fc.check(
    fc.asyncProperty(steps, (given) => runSteps(given, transport)),
    { numRuns: runs, seed },
  )
  if (outcome.failed) {
    console.error(`Over ${transport}, after ${outcome.numRuns} runs (--seed ${outcome.seed}):`)
    console.error(fc.defaultReportMessage(outcome))
    process.exitCode = 1
  } else console.log(`${transport}: ${outcome.numRuns} runs held`)
}
