import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { Refusal, type RefusalCode } from '../src/refusal.ts'

const root = new URL('../../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

describe.each(['docs/guides/backend.md', 'docs/ko/guides/backend.md'])('%s', (path) => {
  const page = read(path)

  test('shows programs as they are compiled', () => {
    const shown = [...page.matchAll(/<!-- (docs\/snippets\/\S+) -->\n```ts\n(.*?)```/gs)]
    expect(shown.length).toBeGreaterThan(8)
    expect(page.match(/```ts/g)).toHaveLength(shown.length)
    for (const [, file = '', code] of shown) expect({ file, code }).toEqual({ file, code: read(file) })
  })

  test('lists every refusal with its status', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [code, Number(status)])
    const listed = Object.fromEntries(rows) as Record<RefusalCode, number>
    const actual = Object.keys(listed).map((code) => [code, new Refusal(code as RefusalCode).status])
    expect(listed).toEqual(Object.fromEntries(actual))
    const union = /RefusalCode =\n((?: {2}\| '\w+'\n)+)/.exec(read('packages/backend/src/refusal.ts'))?.[1] ?? ''
    expect(Object.keys(listed).toSorted()).toEqual([...union.matchAll(/'(\w+)'/g)].map(([, code]) => code).toSorted())
  })

  test('names every metric', () => {
    const metrics = new Set(
      read('packages/backend/src/telemetry.ts').match(/parley\.(?:issued|refused|upstream|sideband)[\w.]*/g),
    )
    for (const metric of metrics) expect(page).toContain(`\`${metric}\``)
  })
})
