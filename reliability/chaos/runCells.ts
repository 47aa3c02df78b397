import { cellName, exclusionOf, type Cell } from './matrix.ts'
import { runCell, type Outcome } from './runCell.ts'

export interface CellResult {
  cell: Cell
  seed: number
  /** The rule that excludes the cell, or null where it was run. */
  excluded: string | null
  problems: readonly string[]
}

/** Runs the cells, each beside the same conversation without its fault. */
export async function runCells(cells: readonly Cell[], seed: number): Promise<CellResult[]> {
  const results: CellResult[] = []
  for (const cell of cells) {
    const excluded = exclusionOf(cell)
    if (excluded) {
      results.push({ cell, seed, excluded, problems: [] })
      continue
    }
    let problems: readonly string[]
    try {
      const reference: Outcome = await runCell(cell, seed, null)
      const outcome = await runCell(cell, seed, reference)
      problems = [...reference.problems.map((problem) => `without the fault: ${problem}`), ...outcome.problems]
    } catch (error) {
      problems = [`the run threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]
    }
    results.push({ cell, seed, excluded: null, problems })
  }
  return results
}

/** What failed, with the command that shows it again. */
export const describeFailure = ({ cell, seed, problems }: CellResult): string =>
  `${cellName(cell)} (seed ${seed}):\n${problems.map((problem) => `  - ${problem}`).join('\n')}\n  again: npm run chaos -- --cell ${cellName(cell)} --seed ${seed}`
