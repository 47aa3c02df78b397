// Publishes what has a new version. Run by the release workflow; `-- --dry-run` packs and says what would be published.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './lib/pnpm.mjs'
import { install, pnpm } from './lib/run.mjs'

const dryRun = process.argv.includes('--dry-run')
const { GITHUB_SERVER_URL: host, GITHUB_REPOSITORY: repository } = process.env

await install()
await succeed('exec', 'turbo', 'run', 'package-check', '--filter=./packages/*', '--output-logs=errors-only')
const restore = nameRepository()
try {
  if (dryRun) await succeed('-r', '--filter=./packages/*', 'publish', '--dry-run', '--no-git-checks')
  else await succeed('exec', 'changeset', 'publish')
} finally {
  restore()
}

async function succeed(...args) {
  if ((await pnpm(args)) !== 0) throw new Error(`pnpm ${args.join(' ')} failed: nothing more was done.`)
}

/** npm accepts provenance only from the repository that a package names, which is known where the release runs. */
function nameRepository() {
  if (!host || !repository) return () => {}
  const restores = readdirSync(join(root, 'packages')).map((name) => {
    const path = join(root, 'packages', name, 'package.json')
    const before = readFileSync(path, 'utf8')
    const where = { type: 'git', url: `git+${host}/${repository}.git`, directory: `packages/${name}` }
    writeFileSync(path, `${JSON.stringify({ ...JSON.parse(before), repository: where }, null, 2)}\n`)
    return () => writeFileSync(path, before)
  })
  return () => restores.forEach((restore) => restore())
}
