/**
 * The fault matrix: `npm run chaos`, or `npm run chaos -- --cell close/webrtc/* --seed 7`; `--seeds 1,2,3` for several,
 * `--write` to put the table into the docs, `--mutants` to show that the suite catches deliberate bugs.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { allCells, cellsNamed } from './matrix.ts'
import { runMutants } from './mutants.ts'
import { replaceBetween, report } from './report.ts'
import { describeFailure, runCells } from './runCells.ts'

const { values } = parseArgs({
  options: {
    cell: { type: 'string' },
    seed: { type: 'string' },
    seeds: { type: 'string' },
    write: { type: 'boolean' },
    mutants: { type: 'boolean' },
  },
})

if (values.mutants) {
  process.exitCode = (await runMutants()) ? 0 : 1
} else {
  const seeds = (values.seeds ?? values.seed ?? '1').split(',').map(Number)
  const cells = values.cell === undefined ? allCells : cellsNamed(values.cell)
  const begun = performance.now()
  const results = []
  for (const seed of seeds) results.push(...(await runCells(cells, seed)))
  const failed = results.filter(({ problems }) => problems.length > 0)
  for (const result of failed) console.error(describeFailure(result))
  const text = report(results, seeds)
  if (values.cell === undefined) console.log(text)
  console.log(
    `\n${results.length} cells in ${((performance.now() - begun) / 1000).toFixed(0)} s, ${failed.length} failed`,
  )
  if (values.write) {
    if (values.cell !== undefined) throw new Error('Only the whole matrix goes into the docs.')
    const path = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url))
    writeFileSync(path, replaceBetween(readFileSync(path, 'utf8'), 'matrix', text))
  }
  process.exitCode = failed.length === 0 ? 0 : 1
}
