import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { run, start, type Running } from './command.ts'
import { tarballOf } from './pack.ts'
import { packageManager } from './packageManager.ts'
import { workplace } from './workplace.ts'

interface Manifest {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  overrides?: Record<string, string>
}

/** An app made by `create-parley` from its tarball, in an empty folder. */
export interface App {
  folder: string
  /** A script of its package.json, to its end. */
  script(name: string, ...args: string[]): Promise<string>
  /** A script that serves, on a free port. */
  serve(name: string, env: NodeJS.ProcessEnv): Promise<Running>
  /** The voice server that came with it. */
  voice(): Promise<Running>
}

export async function createApp(template: string, manager: 'npm' | 'pnpm'): Promise<App> {
  const folder = join(workplace, `${template}-app`)
  const command = packageManager[manager]
  const creator = await tarballOf('create-parley')
  const create = ['create-parley', `${template}-app`, '--template', template]
  if (manager === 'npm') await run(workplace, 'npm', 'exec', '--yes', `--package=${creator}`, '--', ...create)
  else await run(workplace, ...command, `--package=${creator}`, 'dlx', ...create)
  await askForTarballs(folder, manager)
  if (manager === 'npm') await run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline')
  else await run(folder, ...command, 'install', '--prefer-offline')

  return {
    folder,
    script: (name, ...args) => run(folder, 'npm', 'run', name, '--', ...args),
    async serve(name, env) {
      const port = String(await freePort())
      // Vite takes its port as an option only; Next.js and the app's own server take PORT.
      const option = template === 'vite' && name === 'dev:page' ? ['--', '--port', port, '--strictPort'] : []
      return start(folder, { ...env, PORT: port }, 'npm', 'run', name, ...option)
    },
    voice: () => start(folder, {}, 'npm', 'exec', 'parley-server', '--', '--port', '0'),
  }
}

/** The versions that the app asks for are not released yet: all of them, however deep, are the packed ones. */
async function askForTarballs(folder: string, manager: 'npm' | 'pnpm'): Promise<void> {
  const path = join(folder, 'package.json')
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest
  const packed: Record<string, string> = {}
  for (const list of [manifest.dependencies, manifest.devDependencies]) {
    for (const name of Object.keys(list).filter((one) => one.startsWith('@parley/'))) {
      packed[name] = list[name] = `file:${await tarballOf(name)}`
    }
  }
  if (manager === 'npm') manifest.overrides = packed
  else {
    const lines = Object.entries(packed).map(([name, file]) => `  '${name}': '${file}'\n`)
    const settings = join(folder, 'pnpm-workspace.yaml')
    await writeFile(settings, `${await readFile(settings, 'utf8')}overrides:\n${lines.join('')}`)
  }
  await writeFile(path, JSON.stringify(manifest, null, 2))
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('The probe has no port.')
  return address.port
}
