// @vitest-environment node
import { globSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'tsdown'
import { afterAll, beforeAll, expect, test } from 'vitest'

const folder = join(import.meta.dirname, '..')
let built = ''

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'parley-react-'))
  await build({ cwd: folder, outDir: built, clean: false, dts: false, sourcemap: false, copy: [], logLevel: 'silent' })
}, 60_000)
afterAll(() => rm(built, { recursive: true }))

const clientModules = async (): Promise<string[]> => {
  const sources = globSync('**/*.{ts,tsx}', { cwd: join(folder, 'src') })
  const marked = sources.map(async (path) => {
    const text = await readFile(join(folder, 'src', path), 'utf8')
    return text.startsWith("'use client'") ? [path] : []
  })
  return (await Promise.all(marked)).flat().filter((path) => !/\.(test|stories)\./.test(path))
}

test("every module that uses React's client features says 'use client'", async () => {
  const marked = new Set(await clientModules())
  const sources = globSync('**/*.{ts,tsx}', { cwd: join(folder, 'src') })
  const unmarked: string[] = []
  for (const path of sources) {
    if (marked.has(path) || /\.(test|stories|test-d)\.|^testing\//.test(path)) continue
    const text = await readFile(join(folder, 'src', path), 'utf8')
    const [imported] = /import \{[^}]*\} from 'react'/.exec(text) ?? ['']
    if (/\b(use[A-Z]\w+|createContext|Component\b(?!Type))/.test(imported.replaceAll(/type \w+/g, '')))
      unmarked.push(path)
  }
  expect(unmarked).toEqual([])
})

test("'use client' is kept in what is published", async () => {
  const marked = await clientModules()
  expect(marked.length).toBeGreaterThan(60)
  const published = new Set(globSync('**/*.js', { cwd: built }).map((path) => path.replaceAll('\\', '/')))
  const lost: string[] = []
  for (const path of marked) {
    const output = path.replace(/\.tsx?$/, '.js')
    if (!published.has(output)) continue
    if (!/^['"]use client['"]/.test(await readFile(join(built, output), 'utf8'))) lost.push(output)
  }
  expect(lost).toEqual([])
})

test('no source switches a rule of the linter off: the findings of the React Compiler are at zero without exceptions', async () => {
  const sources = globSync('**/*.{ts,tsx}', { cwd: join(folder, 'src') })
  const texts = await Promise.all(sources.map((path) => readFile(join(folder, 'src', path), 'utf8')))
  const directive = new RegExp(['(eslint|oxlint)', 'disable'].join('-'))
  expect(sources.filter((_, place) => directive.test(texts[place]!))).toEqual([])
})

test('the entry and the namespaces of parts are no client modules, so that a server component can name a part', async () => {
  const published = globSync('**/{index,*.parts}.js', { cwd: built })
  expect(published.length).toBeGreaterThan(8)
  for (const path of published) {
    expect(await readFile(join(built, path), 'utf8')).not.toMatch(/^['"]use client['"]/)
  }
})
