// Random input for everything that takes any, by a seed that shows a failure again.
import { install, pnpm } from './lib/run.mjs'

await install()
process.exitCode = await pnpm(['--filter', '@parley/reliability', 'run', 'fuzz', ...process.argv.slice(2)])
