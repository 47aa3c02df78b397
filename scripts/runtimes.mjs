// The packed core under every runtime that the registry has: the quickstart's program, and what goes wrong with a socket.
import { install, pnpm } from './lib/run.mjs'

await install()
if ((await pnpm(['exec', 'turbo', 'run', 'build', '--filter=./packages/*', '--output-logs=errors-only'])) !== 0)
  process.exit(1)
process.exitCode = await pnpm(['--filter', '@parley/e2e', 'run', 'consumers', 'runtimes'])
