import { expect, test } from 'vitest'
import { argumentEntries, prettyJson } from './argumentEntries.ts'
import { clipped, shownName } from './shownText.ts'

test('a long text is cut, and says by how much', () => {
  expect(clipped('short', 5)).toBe('short')
  expect(clipped('longer', 4)).toBe('long… (+2)')
  expect(argumentEntries({ note: 'x'.repeat(6000) })).toEqual([['note', `${'x'.repeat(5000)}… (+1000)`]])
})

test('a name among other words turns none of them', () => {
  expect(shownName('pay\u202Eyap\u2066\u2069')).toBe('payyap')
})

test('JSON spells out what would make its characters change places', () => {
  expect(prettyJson('{"to":"\u202Eadam"}')).toBe('{\n  "to": "\\u202eadam"\n}')
  expect(JSON.parse(prettyJson({ to: '\u2066x' }))).toEqual({ to: '\u2066x' })
})
