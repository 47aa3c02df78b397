// Packs the package in whose folder it runs, as a release would, and looks at what strangers would get: publint, are the types
// wrong, and the rules below. Needs a build.
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './lib/pnpm.mjs'

const folder = process.cwd()
const temporary = mkdtempSync(join(tmpdir(), 'parley-package-'))
const problems = []
try {
  // The pnpm that runs this script.
  succeed('pnpm', ['pack', '--pack-destination', temporary])
  const tarball = join(temporary, readdirSync(temporary)[0])
  succeed('tar', ['-xzf', tarball, '-C', temporary])
  const packed = join(temporary, 'package')
  const manifest = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'))
  const files = readdirSync(packed, { recursive: true }).map((file) => file.replaceAll('\\', '/'))

  const { messages } = await publint({ pkgDir: packed, pack: false, strict: true })
  problems.push(...messages.map((message) => formatMessage(message, manifest)))
  checkManifest(manifest)
  checkFiles(files, packed)
  if (Object.keys(manifest.exports).length > 1) checkTypes(tarball)
} finally {
  rmSync(temporary, { recursive: true, force: true })
}
for (const problem of problems) console.error(`✗ ${problem}`)
process.exitCode = problems.length === 0 ? 0 : 1

function checkManifest(manifest) {
  const expect = (holds, problem) => holds || problems.push(problem)
  expect(manifest.license === 'MIT', 'license must be MIT')
  expect(manifest.type === 'module', 'type must be module')
  expect(manifest.bin || manifest.sideEffects !== undefined, 'sideEffects must say which files do something on import')
  expect(manifest.engines?.node, 'engines.node must say which Node it needs')
  expect(
    manifest.publishConfig?.access === 'public' && manifest.publishConfig.provenance === true,
    'publishConfig must make it public, with provenance',
  )
  for (const [path, target] of Object.entries(manifest.exports)) {
    const conditions = typeof target === 'object' ? Object.keys(target).filter((name) => !name.startsWith('@')) : []
    expect(conditions.length === 0 || conditions.at(-1) === 'default', `exports["${path}"] must end with default`)
    expect(!conditions.includes('types') || conditions[0] === 'types', `exports["${path}"] must name its types first`)
  }
  const text = JSON.stringify(manifest)
  expect(!/workspace:|catalog:/.test(text), 'the packed package.json still speaks of the workspace')
  expect(!/localhost|127\.0\.0\.1|file:|\/home\/|\/root\/|\/Users\//.test(text), 'package.json names a machine')
}

function checkFiles(files, packed) {
  for (const needed of ['LICENSE', 'README.md']) {
    if (!files.includes(needed)) problems.push(`${needed} is not in the package`)
  }
  // The tests of a template belong to the app that is made from it.
  const test = /^(?!templates\/).*(\.(test|test-d|stories|bench)\.|\.tsbuildinfo$|(^|\/)\.env$)/
  for (const file of files.filter((one) => test.test(one))) problems.push(`${file} has no business in the package`)
  for (const map of files.filter((one) => /^dist\/.*\.js$/.test(one))) {
    const named = /\/\/# sourceMappingURL=(.+)$/m.exec(readFileSync(join(packed, map), 'utf8'))?.[1]
    const beside = named && join(map, '..', named).replaceAll('\\', '/')
    if (beside && !files.includes(beside)) problems.push(`${map} names a source map that is not in the package`)
  }
}

function checkTypes(tarball) {
  const attw = join(root, 'node_modules', '.bin', 'attw')
  const { status, stdout } = spawnSync(
    attw,
    [tarball, '--profile', 'esm-only', '--exclude-entrypoints', 'styles.css', '--format', 'ascii', '--no-color'],
    { encoding: 'utf8', shell: process.platform === 'win32' },
  )
  if (status !== 0) problems.push(`are the types wrong?\n${stdout}`)
}

function succeed(command, args) {
  const { status, stderr, stdout } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`)
}
