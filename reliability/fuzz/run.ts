/** Random input for everything that takes any: `npm run fuzz`, or `npm run fuzz -- --only events,sdp --seed 7 --count 500`. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { targets } from './targets.ts'

const { values } = parseArgs({
  options: { only: { type: 'string' }, seed: { type: 'string' }, count: { type: 'string' } },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const only = values.only?.split(',')
let failed = false
for (const [name, { run, count }] of Object.entries(targets)) {
  if (only && !only.includes(name)) continue
  const times = Number(values.count ?? count)
  const begun = performance.now()
  const problems = await run(seed, times)
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(
    `${name.padEnd(10)} ${String(times).padStart(7)}  seed ${seed}  ${seconds} s  ${problems.length} problem(s)`,
  )
  for (const problem of problems.slice(0, 10)) console.error(`  - ${problem}`)
  if (problems.length === 0) continue
  failed = true
  console.error(`  again: npm run fuzz -- --only ${name} --seed ${seed} --count ${times}`)
}

// The local server has a fuzz of its own for what clients send.
const clients = fileURLToPath(new URL('../../packages/local-server/fuzz/clientEvents.ts', import.meta.url))
if (existsSync(clients) && (!only || only.includes('clients'))) {
  const args = ['--conditions=@parley/source', clients, '--seed', String(seed)]
  if (values.count) args.push('--runs', values.count)
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) failed = true
}
process.exitCode = failed ? 1 : 0
