import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** The environment for every tool: no telemetry, no update checks. */
export function quietEnv(extra = {}) {
  return {
    ...process.env,
    DO_NOT_TRACK: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    STORYBOOK_DISABLE_TELEMETRY: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    ...extra,
  }
}

/** `[command, args]` that runs the pinned pnpm through npm, without a shell, so that it is the same on every system. */
export function pnpmCommand(args) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const pin = packageManager.split('+')[0]
  return [process.execPath, [npmCli(), 'exec', '--yes', `--package=${pin}`, '--', 'pnpm', ...args]]
}

function npmCli() {
  const beside = dirname(process.execPath)
  const candidates = [
    process.env.npm_execpath,
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  const found = candidates.find((path) => path?.endsWith('npm-cli.js') && existsSync(path))
  if (found) return found
  throw new Error('Cannot find npm beside this Node. Run the command through npm: `npm start` or `npm test`.')
}
