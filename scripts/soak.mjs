// Long runs: memory, dropped audio, drift and delays over half an hour in Chromium and two hours of session time in Node.
import { ensureChromium } from './lib/chromium.mjs'
import { install, pnpm } from './lib/run.mjs'

await install()
process.exitCode = await pnpm(['--filter', '@parley/reliability', 'run', 'soak', ...process.argv.slice(2)], {
  CHROMIUM_PATH: (await ensureChromium()) ?? '',
})
