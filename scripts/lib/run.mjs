import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pnpmCommand, quietEnv, root } from './pnpm.mjs'

/** Runs a command in the repository and gives its exit code. */
export function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: quietEnv(env) })
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

export const pnpm = (args, env) => run(...pnpmCommand(args), env)

/** Installs what is missing, from the lockfile. Quick when nothing is. */
export async function install() {
  const code = await pnpm([
    'install',
    '--frozen-lockfile',
    '--trust-lockfile',
    '--reporter=append-only',
    '--loglevel=warn',
  ])
  if (code !== 0) throw new Error('The packages could not be installed. Is the npm registry in reach?')
}

/** The Node that the lockfile pins, where there is one for this system; the present one elsewhere. */
export function pinnedNode() {
  const path = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.CMD' : 'node')
  return process.platform !== 'win32' && existsSync(path) ? path : process.execPath
}

/** The flag under which workspace packages are their sources. */
export const fromSource = '--conditions=@parley/source'
