import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeRecordings } from '../recordings.ts'
import { run } from './command.ts'
import { packageManager } from './packageManager.ts'
import { root, tarballs, workplace } from './workplace.ts'

/** Packs every published package, as a release would. They must have been built. */
export default async function pack(): Promise<() => Promise<void>> {
  await rm(workplace, { recursive: true, force: true })
  await mkdir(tarballs, { recursive: true })
  await run(root, ...packageManager.pnpm, '--filter', './packages/*', '-r', 'pack', '--pack-destination', tarballs)
  const packed = await readdir(tarballs)
  if (packed.length !== 5) throw new Error(`Five packages are published, but these were packed: ${packed.join(', ')}`)
  await makeRecordings()
  return () => rm(workplace, { recursive: true, force: true })
}

/** The packed file of a package, by its name. */
export async function tarballOf(name: string): Promise<string> {
  const prefix = `${name.replace('@', '').replace('/', '-')}-`
  const found = (await readdir(tarballs)).find((file) => file.startsWith(prefix))
  if (!found) throw new Error(`${name} was not packed.`)
  return join(tarballs, found)
}
