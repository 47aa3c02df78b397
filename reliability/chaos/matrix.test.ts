import { describe, expect, test } from 'vitest'
import { allCells, cellName, cellsNamed, createDice, exclusionOf, faults, moments } from './matrix.ts'
import { transports } from './platforms.ts'
import { describeFailure, runCells } from './runCells.ts'

/** Another one each day, and the same one when it is given: `CHAOS_SEED=7 npm test`. */
const seed = Number(process.env['CHAOS_SEED'] ?? Math.floor(Date.now() / 86_400_000))

/** So many cells of the matrix, every fault among them. */
function sample(count: number) {
  const dice = createDice(seed)
  const open = allCells.filter((cell) => !exclusionOf(cell))
  const picked = new Set(faults.map((fault) => pick(open.filter((cell) => cell.fault === fault))))
  while (picked.size < count) picked.add(pick(open))
  return [...picked]
  function pick<T>(from: readonly T[]): T {
    return from[Math.floor(dice() * from.length)]!
  }
}

describe('the fault matrix', () => {
  test('every fault, transport and moment is there, and every exclusion has a reason', () => {
    expect(allCells).toHaveLength(faults.length * transports.length * moments.length)
    expect(allCells.filter(exclusionOf).map((cell) => exclusionOf(cell))).toEqual(
      transports.map(() => expect.stringMatching(/^expiry × connecting: .+\.$/)),
    )
    expect(() => cellsNamed('fire/node/speaking')).toThrow('There is no cell "fire/node/speaking"')
  })

  test.for(sample(120).map((cell) => [cellName(cell), cell] as const))(
    `%s holds what is promised (seed ${seed})`,
    { timeout: 30_000 },
    async ([, cell]) => {
      const [result] = await runCells([cell], seed)
      if (result!.problems.length > 0) throw new Error(describeFailure(result!))
      expect(result!.problems).toEqual([])
    },
  )
})
