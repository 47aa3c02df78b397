// Every performance figure, ours beside peers where there are any, measured in one run.
import { ensureChromium } from './lib/chromium.mjs'
import { install, pnpm } from './lib/run.mjs'

await install()
if ((await pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only'])) !== 0) process.exit(1)
const chromium = await ensureChromium()
process.exitCode = await pnpm(['--filter', '@parley/bench', 'run', 'bench', ...process.argv.slice(2)], {
  CHROMIUM_PATH: chromium ?? '',
})
