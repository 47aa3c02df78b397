import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './workplace.ts'

const { packageManager: pin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  packageManager: string
}

type Command = [string, ...string[]]

/** npm as it is on this machine; pnpm as the repository pins it, through npm. */
export const packageManager: { npm: Command; pnpm: Command } = {
  npm: ['npm'],
  pnpm: ['npm', 'exec', '--yes', `--package=${pin}`, '--', 'pnpm'],
}
