// Runs the pnpm that package.json pins, from any Node with npm: nothing has to be installed first.
import { pnpm } from './lib/run.mjs'

process.exitCode = await pnpm(process.argv.slice(2))
