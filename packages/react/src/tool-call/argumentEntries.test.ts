import { expect, test } from 'vitest'
import { argumentEntries, argumentSummary } from './argumentEntries.ts'

test('a line of arguments reads as words: numbers have their names, what is off is left out', () => {
  const args = { from: 'Lisbon', to: 'Porto', seatCount: 2, direct: true, first_class: false, note: null }
  expect(argumentSummary(args)).toBe('Lisbon, Porto, seat count 2, direct')
  expect(argumentSummary('as it is')).toBe('as it is')
  expect(argumentSummary(7)).toBe('7')
  expect(argumentSummary(undefined)).toBe('')
})

test('a card has every argument under its name', () => {
  expect(argumentEntries({ first_class: false, stops: ['a'] })).toEqual([
    ['first class', 'false'],
    ['stops', '["a"]'],
  ])
})
