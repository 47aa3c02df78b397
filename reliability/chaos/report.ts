import { faults, moments, exclusions, type FaultName, type Moment } from './matrix.ts'
import { transports } from './platforms.ts'
import type { CellResult } from './runCells.ts'

/** The matrix as a table: a row for each fault, a column for each moment, and in the cell the transports that held. */
export function report(results: readonly CellResult[], seeds: readonly number[]): string {
  const at = (fault: FaultName, moment: Moment): CellResult[] =>
    results.filter(({ cell }) => cell.fault === fault && cell.moment === moment)
  const mark = (found: readonly CellResult[]): string => {
    if (found.length === 0) return '?'
    if (found.every(({ excluded }) => excluded)) return '–'
    const failed = new Set(found.filter(({ problems }) => problems.length > 0).map(({ cell }) => cell.transport))
    return failed.size === 0 ? `${transports.length} of ${transports.length}` : `FAILED: ${[...failed].join(', ')}`
  }
  const rows = faults.map((fault) => `| ${fault} | ${moments.map((moment) => mark(at(fault, moment))).join(' | ')} |`)
  const run = results.filter(({ excluded }) => !excluded)
  const failed = run.filter(({ problems }) => problems.length > 0)
  const excluded = results.filter((result) => result.excluded)
  return [
    `| | ${moments.join(' | ')} |`,
    `| --- | ${moments.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
    `Transports: ${transports.join(', ')}. Seeds: ${seeds.join(', ')}. ${run.length} cells were run, ${failed.length} failed; ` +
      `${excluded.length} cannot occur:`,
    '',
    ...exclusions.map(({ rule }) => `- ${rule}`),
  ].join('\n')
}

/** The document with what lies between the markers of this name replaced. @throws Error where there are none. */
export function replaceBetween(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`]
  const from = document.indexOf(begin)
  const to = document.indexOf(end)
  if (from < 0 || to < from) throw new Error(`The document has no markers for "${name}".`)
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`
}
