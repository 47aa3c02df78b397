// The fault matrix: every fault, transport and moment, each judged by what docs/reliability.md promises.
import { install, pnpm } from './lib/run.mjs'

await install()
process.exitCode = await pnpm(['--filter', '@parley/reliability', 'run', 'chaos', ...process.argv.slice(2)])
