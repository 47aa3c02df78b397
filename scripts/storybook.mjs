// Every part in every state, at the address it prints.
import { install, pnpm } from './lib/run.mjs'

await install()
if (
  (await pnpm(['exec', 'turbo', 'run', 'build', '--filter=@parley/storybook^...', '--output-logs=errors-only'])) !== 0
) {
  process.exit(1)
}
process.exitCode = await pnpm(['--filter', '@parley/storybook', 'run', 'dev', ...process.argv.slice(2)])
