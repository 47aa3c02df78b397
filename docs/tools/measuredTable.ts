// The measured part of the comparison is rows of docs/performance.md, named in a comment above the table.
import { read } from './snippetBlocks.ts'

const marked = /(<!-- docs\/performance\.md: ([P\d ]+) -->\n\| figure \|.+\n\| --- \|.+\n)((?:\|.+\n)*)/

/** The page with its rows as the last run of the benchmarks left them. */
export function withCurrentFigures(page: string): string {
  return read(page).replace(marked, (_, head: string, keys: string) => head + keys.split(' ').map(rowOf).join(''))
}

/** @throws when the benchmarks no longer have the figure. */
function rowOf(key: string): string {
  const row = new RegExp(`^\\| ${key} \\| (.+?) \\| (.+?) \\| (.+?) \\|`, 'm').exec(read('docs/performance.md'))
  if (!row) throw new Error(`docs/performance.md has no figure ${key}.`)
  return `| ${row.slice(1, 4).join(' | ')} |\n`
}
