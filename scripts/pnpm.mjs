// Runs the pnpm that package.json pins, from any Node with npm: nothing has to be installed first.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { root, pnpmCommand, quietEnv } from './lib/pnpm.mjs'

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, args] = pnpmCommand(process.argv.slice(2))
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: quietEnv() })
  process.exit(status ?? 1)
}
