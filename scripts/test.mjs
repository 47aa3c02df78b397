// Everything that must hold, in one command: what CI runs. The last line counts what passed and what failed.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureChromium } from './lib/chromium.mjs'
import { root } from './lib/pnpm.mjs'
import { playwrightRemarks } from './lib/remarks.mjs'
import { install, pinnedNode, pnpm, run } from './lib/run.mjs'

const reports = join(root, 'node_modules', '.cache', 'reports')
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })

let passed = 0
let failed = 0
const times = []
/** What failed or needed a second try, by name: said again beside the counts, where a log that was cut still has it. */
const remarks = []

/** A step that passes or fails as one, or gives the counts of its tests. */
async function step(name, work) {
  const start = performance.now()
  console.log(`\n── ${name}`)
  let result
  try {
    result = await work()
  } catch (error) {
    console.error(error.message)
    result = false
  }
  const counts = typeof result === 'object' ? result : { passed: result ? 1 : 0, failed: result ? 0 : 1 }
  passed += counts.passed
  failed += counts.failed
  times.push([name, (performance.now() - start) / 1000, counts])
  return counts.failed === 0
}

const ok = async (args, env) => (await pnpm(args, env)) === 0
const turbo = (task, env) => ok(['exec', 'turbo', 'run', task, '--output-logs=errors-only'], env)

/** Counts from a JSON report; a runner that died without one, or ran nothing, has failed. */
function counted(code, file, read) {
  let counts = { passed: 0, failed: 0 }
  try {
    counts = read(JSON.parse(readFileSync(join(reports, file), 'utf8')))
  } catch (error) {
    console.error(`No report of the tests: ${error.message}`)
  }
  const died = (code !== 0 && counts.failed === 0) || counts.passed + counts.failed === 0
  return died ? { ...counts, failed: counts.failed + 1 } : counts
}

/** A script of the e2e package: stories in a browser. */
async function playwright(script) {
  const code = await pnpm(['--filter', '@parley/e2e', 'run', script], {
    ...env,
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, `${script}.json`),
  })
  return counted(code, `${script}.json`, ({ stats, suites }) => {
    remarks.push(...playwrightRemarks(suites))
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected }
  })
}

await step('install', async () => {
  await install()
  return true
})
const chromium = await ensureChromium()
await step('browser', async () => chromium !== null)
const env = { CHROMIUM_PATH: chromium ?? '' }

await step('format', () => ok(['run', 'format:check']))
await step('lint', () => ok(['run', 'lint']))
await step('types', () => turbo('typecheck'))
await step('unused code', () => ok(['run', 'knip']))
await step('licences', async () => (await run(process.execPath, ['scripts/licences.mjs'])) === 0)
await step('unit and browser tests', async () => {
  const code = await pnpm(
    [
      'exec',
      'vitest',
      'run',
      '--retry=1',
      // Only ends what hangs: how long a test may take on a busy machine says nothing.
      '--testTimeout=30000',
      '--hookTimeout=60000',
      '--reporter=default',
      '--reporter=./scripts/lib/vitestReporter.mjs',
    ],
    { ...env, PARLEY_COUNTS: join(reports, 'vitest.json') },
  )
  return counted(code, 'vitest.json', (counts) => {
    remarks.push(...counts.remarks)
    return counts
  })
})
await step('docs', async () => (await run(pinnedNode(), ['docs/tools/build.ts'])) === 0)
const built = await step('build', () => turbo('build'))
if (built) {
  await step('package checks', () => turbo('package-check'))
  await step('size budgets', () => ok(['run', 'size']))
  await step('e2e', () => playwright('e2e'))
  await step('consumers', () => playwright('consumers'))
}

for (const remark of remarks) console.log(`\n${remark}`)
console.log('\nSuite                      seconds  passed  failed')
for (const [name, seconds, counts] of times) {
  console.log(
    `${name.padEnd(26)} ${seconds.toFixed(1).padStart(7)} ${String(counts.passed).padStart(7)} ${String(counts.failed).padStart(7)}`,
  )
}
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
