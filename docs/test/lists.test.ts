import { expect, test } from 'vitest'

import { withCurrentFigures } from '../tools/measuredTable.ts'
import { read } from '../tools/snippetBlocks.ts'

/** The members of a union of strings, as the source lists them. */
function unionIn(path: string, name: string): string[] {
  const members = new RegExp(`type ${name} =\\n((?:\\s+\\| '\\w+'\\n)+)`).exec(read(path))?.[1] ?? ''
  return [...members.matchAll(/'(\w+)'/g)].map(([, code]) => code!)
}

const rows = (path: string): string[] => [...read(path).matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code!)

test('the list of errors has every code once, and no other', () => {
  const codes = unionIn('packages/core/src/errors.ts', 'ErrorCode')
  expect(codes.length).toBeGreaterThan(20)
  expect(rows('docs/errors.md').toSorted()).toEqual(codes.toSorted())
})

test('the list of errors names the class of each code', () => {
  const classes = [...read('packages/core/src/errors.ts').matchAll(/class (\w+Error) extends RealtimeError/g)]
  const named = read('docs/errors.md').matchAll(/^\| `\w+` \| (\w+)/gm)
  for (const [, name] of named) expect(classes.map(([, known]) => known)).toContain(name)
})

test('the list of refusals has every code of the backend once, and no other', () => {
  const codes = unionIn('packages/backend/src/refusal.ts', 'RefusalCode')
  expect(codes.length).toBeGreaterThan(10)
  const listed = [...read('docs/guides/backend.md').matchAll(/^\| `(\w+)` \| \d{3} \|/gm)].map(([, code]) => code!)
  expect(listed.toSorted()).toEqual(codes.toSorted())
})

test('the list of events in the quickstart names events that exist', () => {
  const map =
    /interface SessionEventMap[^{]+\{\n([\s\S]*?)\n\}/.exec(read('packages/core/src/session/eventMap.ts'))?.[1] ?? ''
  const events = [...map.matchAll(/^ {2}(\w+): \{/gm)].map(([, name]) => name!)
  expect(events.length).toBeGreaterThan(15)
  for (const page of ['docs/quickstart.md', 'docs/ko/quickstart.md']) {
    const table = /\| (?:event|이벤트) \|[\s\S]*?\n\n/.exec(read(page))?.[0] ?? ''
    const listed = table
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name!))
    expect(listed.length).toBeGreaterThan(10)
    expect(listed.filter((name) => !events.includes(name))).toEqual([])
  }
})

test('the figures of the comparison are those that were measured', () => {
  const page = read('docs/comparison.md')
  expect(page.match(/^\| .+ \| .+ \| .+ \|$/gm)!.length).toBeGreaterThan(8)
  expect(page).toBe(withCurrentFigures('docs/comparison.md'))
})
