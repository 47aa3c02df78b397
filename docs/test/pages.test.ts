import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { docsDir, koreanSections, sections } from '../tools/site.ts'
import { pagesWithCode, read, snippetBlocks } from '../tools/snippetBlocks.ts'

describe.each(pagesWithCode())('%s', (page) => {
  test('shows code as it is compiled', () => {
    for (const { source, shown, actual } of snippetBlocks(page)) {
      expect({ source, code: shown }).toEqual({ source, code: actual })
    }
  })

  test('shows no program that is not compiled', () => {
    const fences = read(page).match(/^```(?:tsx?|jsx?|css|html)\b/gm) ?? []
    expect(snippetBlocks(page).filter(({ source }) => !source.endsWith('.env'))).toHaveLength(fences.length)
  })
})

test('every program in docs/snippets is shown in a page', () => {
  const shown = new Set(
    pagesWithCode().flatMap((page) => snippetBlocks(page).map(({ source }) => source.split('#')[0])),
  )
  const snippets = join(docsDir, 'snippets')
  const programs = readdirSync(snippets, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .flatMap(({ name }) =>
      readdirSync(join(snippets, name), { recursive: true, encoding: 'utf8' }).map((path) => `${name}/${path}`),
    )
    .map((path) => `docs/snippets/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.(?:tsx?|css|html|env)$/.test(path) && !path.endsWith('.test-d.ts'))
    // Programs of a guide share the agent of the quickstart.
    .filter((path) => read(path) !== "export { agent } from '../quickstart/agent.ts'\n")
  expect(programs.filter((path) => !shown.has(path))).toEqual([])
})

test('every guide is in the sidebar', () => {
  const listed = [...sections, ...koreanSections].flatMap(({ pages }) => pages)
  const guides = ['guides', 'ko/guides'].flatMap((folder) =>
    readdirSync(join(docsDir, folder)).map((file) => `${folder}/${file.replace(/\.md$/, '')}`),
  )
  expect(guides.filter((guide) => !listed.includes(guide))).toEqual([])
  expect(listed.filter((page) => !existsSync(join(docsDir, `${page}.md`)))).toEqual([])
})

test.each(['README.md', 'README.ko.md'])('%s names only scripts that exist', (page) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = [...read(page).matchAll(/npm (?:run )?(\w+)/g)].map(([, name]) => name!)
  // A new app has a `dev` of its own.
  const known = new Set([...Object.keys(scripts), 'run', 'create', 'install', 'dev'])
  expect(named.length).toBeGreaterThan(6)
  expect(named.filter((name) => !known.has(name))).toEqual([])
})
