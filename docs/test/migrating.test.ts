import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'

import { read } from '../tools/snippetBlocks.ts'

const page = read('docs/guides/migrating.md')
const rows = [...page.matchAll(/^\| (.+) \| (.+) \|$/gm)].filter(
  ([row]) => !row.includes('---') && !row.includes('| Parley |'),
)

/** Words in the code of a cell: `session.approve(callId)` gives session, approve, callId. */
const words = (cell: string): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code!.match(/[A-Za-z_]{3,}/g) ?? [])

const typesIn = (folder: string, file: RegExp): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => file.test(path))
    .map((path) => readFileSync(`${folder}/${path}`, 'utf8'))
    .join('\n')

const folderOf = (name: string): string => dirname(fileURLToPath(import.meta.resolve(name)))
const theirs = typesIn(folderOf('@openai/agents-realtime'), /\.d\.ts$/) + typesIn(coreOfTheirs(), /\.d\.ts$/)
const ours = typesIn(fileURLToPath(new URL('../../packages/core/src', import.meta.url)), /(?<!\.test)\.ts$/)

function coreOfTheirs(): string {
  return dirname(
    fileURLToPath(import.meta.resolve('@openai/agents-core', import.meta.resolve('@openai/agents-realtime'))),
  )
}

describe('the table of names', () => {
  test('has rows', () => expect(rows.length).toBeGreaterThan(20))

  test.each(rows.map(([, left, right]) => [left!, right!]))('%s', (left, right) => {
    const known = (text: string, cell: string): string[] =>
      words(cell).filter((word) => !new RegExp(`\\b${word}\\b`).test(text))
    expect({ theirs: known(theirs, left), ours: known(ours, right) }).toEqual({ theirs: [], ours: [] })
  })
})
