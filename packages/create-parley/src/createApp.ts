import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { CreateError } from './CreateError.ts'
import { packageNameFor } from './packageName.ts'
import type { Template } from './templates.ts'

export interface CreateAppOptions {
  /** Made if it is not there. */
  folder: string
  template: Template
  /** Where the templates are. */
  source: string
  /** Of the Parley packages that the app asks for. */
  version: string
  /** What the app will be installed with. */
  manager: string
}

interface Manifest {
  name: string
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  /** Which packages may run a script when they are installed; npm reads it. */
  allowScripts: Record<string, boolean>
}

/** A folder with only these is as good as empty. */
const harmless = new Set(['.git', '.gitignore', '.gitattributes', '.DS_Store', 'LICENSE', '.idea', '.vscode'])

/** npm leaves files of these names out of a package, or reads them itself: they travel under another. */
const renamed = { _gitignore: '.gitignore' }

/**
 * Writes the app.
 * @throws CreateError when the folder holds something, or its name cannot be a package's.
 */
export async function createApp({ folder, template, source, version, manager }: CreateAppOptions): Promise<void> {
  const target = resolve(folder)
  const name = packageNameFor(target)
  await refuseFull(target)
  await mkdir(target, { recursive: true })
  await cp(join(source, template), target, {
    recursive: true,
    filter: (path) => !generated.has(basename(path)),
  })
  for (const [from, to] of Object.entries(renamed)) await rename(join(target, from), join(target, to))
  const path = join(target, 'package.json')
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest
  await writeFile(path, `${JSON.stringify(forApp(manifest, name, version), null, 2)}\n`)
  if (manager === 'pnpm') await writeFile(join(target, 'pnpm-workspace.yaml'), pnpmSettings(manifest))
  const readme = join(target, 'README.md')
  await writeFile(readme, (await readFile(readme, 'utf8')).replace(/^# .*$/m, `# ${name}`))
}

/** What tools leave in a template's folder while it is worked on. */
const generated = new Set(['node_modules', 'dist', '.next', 'next-env.d.ts', 'tsconfig.tsbuildinfo'])

/** In the template the packages of Parley have the version of this repository; an app asks for the released one. */
function forApp(manifest: Manifest, name: string, version: string): Manifest {
  const released = (versions: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(versions).map(([dependency, wanted]) => [
        dependency,
        dependency.startsWith('@parley/') ? version : wanted,
      ]),
    )
  return {
    ...manifest,
    name,
    dependencies: released(manifest.dependencies),
    devDependencies: released(manifest.devDependencies),
  }
}

/** pnpm reads the same answer elsewhere, and installs nothing without one. */
function pnpmSettings({ allowScripts }: Manifest): string {
  const lines = Object.entries(allowScripts).map(([name, allowed]) => `  ${name}: ${allowed}\n`)
  return `allowBuilds:\n${lines.join('')}`
}

async function refuseFull(target: string): Promise<void> {
  let found: string[]
  try {
    found = await readdir(target)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return
    if (code === 'ENOTDIR') throw new CreateError(`${target} is a file. Give another name.`, { cause: error })
    throw error
  }
  const inTheWay = found.filter((entry) => !harmless.has(entry))
  if (inTheWay.length === 0) return
  const some = inTheWay.slice(0, 3).join(', ') + (inTheWay.length > 3 ? ` and ${inTheWay.length - 3} more` : '')
  throw new CreateError(`${target} is not empty (${some}). Give another name, or empty it first.`)
}
