// Builds every package and app; what did not change comes from the cache.
import { install, pnpm } from './lib/run.mjs'

await install()
process.exitCode = await pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', ...process.argv.slice(2)])
