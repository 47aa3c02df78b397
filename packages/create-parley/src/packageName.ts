import { basename, resolve } from 'node:path'
import { CreateError } from './CreateError.ts'

const allowed = /^[a-z0-9~-][a-z0-9._~-]*$/
const reserved = new Set(['node_modules', 'favicon.ico'])

/**
 * The name for package.json of an app in this folder: the folder's own.
 * @throws CreateError when npm would refuse it, with a name that it would take.
 */
export function packageNameFor(folder: string): string {
  const name = basename(resolve(folder))
  if (allowed.test(name) && name.length <= 214 && !reserved.has(name)) return name
  const better = name
    .toLowerCase()
    .replace(/[^a-z0-9~-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  throw new CreateError(
    `"${name}" cannot be the name of a package: use lower-case letters, digits and dashes, such as "${better || 'my-app'}".`,
  )
}
