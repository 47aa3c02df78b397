import { createDice } from '../chaos/matrix.ts'

/** Choices from a seed. */
export interface Random {
  (): number
  int(below: number): number
  chance(share: number): boolean
  pick<T>(from: readonly T[]): T
  /** Plain words, and strings that have broken programs before. */
  text(): string
  /** Any JSON at all, not deep. */
  json(depth?: number): unknown
}

const strange = [
  '',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '\u0000',
  '\ud800',
  '\u202eabc',
  '\u001b[31m',
  '<img src=x onerror=alert(1)>',
  '${7*7}',
  'NaN',
  '-1',
  '1e999',
  'null',
  '../../etc/passwd',
  'é'.repeat(300),
]

export function createRandom(seed: number): Random {
  const dice = createDice(seed)
  const int = (below: number): number => Math.floor(dice() * below)
  const pick = <T>(from: readonly T[]): T => from[int(from.length)]!
  const chance = (share: number): boolean => dice() < share
  const text = (): string =>
    chance(0.3) ? pick(strange) : Array.from({ length: int(12) }, () => String.fromCharCode(32 + int(95))).join('')
  const json = (depth = 2): unknown => {
    switch (int(depth > 0 ? 8 : 5)) {
      case 0:
        return null
      case 1:
        return chance(0.5)
      case 2:
        return pick([0, -1, 1, 0.5, 1e12, -1e-9, int(10_000)])
      case 3:
      case 4:
        return text()
      case 5:
        return Array.from({ length: int(4) }, () => json(depth - 1))
      default:
        // As JSON.parse makes it: `__proto__` is a key like any other.
        return JSON.parse(
          `{${Array.from({ length: int(4) }, () => `${JSON.stringify(text())}:${JSON.stringify(json(depth - 1)) ?? 'null'}`).join(',')}}`,
        ) as unknown
    }
  }
  return Object.assign(dice, { int, pick, chance, text, json })
}
