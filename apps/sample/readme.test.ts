import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

test('the page at / is the code in the README, letter by letter', () => {
  const [, snippet] = read('../../README.md').match(/```tsx\n(.*?)```/s) ?? []
  expect(snippet).toBe(read('src/App.tsx'))
})
