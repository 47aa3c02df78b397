import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))
const document = readFileSync(new URL('../../../docs/behaviour.md', import.meta.url), 'utf8')

interface Line {
  rule: number
  holds: string
  shownBy: readonly { file: string; title: string }[]
}
const lines: readonly Line[] = document
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => {
    const [, rule, holds, shownBy] = line.split(' | ').flatMap((cell, i) => (i === 0 ? ['', cell.slice(2)] : [cell]))
    const tests = shownBy!.replace(/ \|$/, '').split('<br>')
    return {
      rule: Number(rule),
      holds: holds!,
      shownBy: tests.map((cell) => {
        const [, file, title] = /^`([^`]+)`: (.+)$/.exec(cell) ?? []
        return { file: file ?? cell, title: title ?? '' }
      }),
    }
  })

/** The rules there are, as ranges: a line that is lost is missed here. */
const ranges = [
  [1, 4],
  [6, 14],
  [16, 33],
  [36, 45],
  [48, 51],
  [55, 63],
  [65, 68],
  [70, 70],
  [72, 72],
  [74, 79],
  [81, 88],
  [90, 105],
  [107, 111],
  [113, 120],
  [123, 129],
  [131, 147],
  [150, 158],
] as const

/** The titles of the tests of a file: the first string of each `test(…)` and of each `test.each([…])(…)`. */
function titlesOf(file: string): string[] {
  const source = readFileSync(`${here}${file}`, 'utf8')
  const start = /\btest(?:\.each\([\s\S]*?\]\s*(?:as const)?,?\s*\))?\(\s*(['`"])((?:(?!\1).)+)\1/g
  return [...source.matchAll(start)].map((match) => match[2]!)
}
const files = globSync('**/*.test.ts', { cwd: here })

describe('docs/behaviour.md', () => {
  test('has one line for every rule, in order, and says what holds', () => {
    const expected = ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i))
    expect(lines.map(({ rule }) => rule)).toEqual(expected)
    expect(lines.filter(({ holds }) => holds.length < 10)).toEqual([])
  })

  test.each(lines)('names tests that exist for rule $rule', ({ shownBy }) => {
    for (const { file, title } of shownBy) {
      expect(files).toContain(file)
      expect(titlesOf(file)).toContain(title)
    }
  })

  test('knows every rule that a test names in its title', () => {
    for (const file of files) {
      for (const title of titlesOf(file)) {
        const [, numbers] = /^rules? ([\d, and]+):/.exec(title) ?? []
        for (const [rule] of (numbers ?? '').matchAll(/\d+/g)) {
          const line = lines.find((one) => one.rule === Number(rule))
          expect(line?.shownBy ?? []).toContainEqual({ file, title })
        }
      }
    }
  })
})
