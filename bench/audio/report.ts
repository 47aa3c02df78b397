import { cpus, release } from 'node:os'

/** One figure, ours beside the reference, with what is asked of it. `void`: the reference did not suffer, so the run says nothing. */
export interface Row {
  id: string
  what: string
  ours: string
  reference: string
  bound: string
  state: 'met' | 'missed' | 'void'
}

/** The rows as a page of the documentation. */
export function report(rows: readonly Row[]): string {
  const cells = (...values: string[]): string => `| ${values.join(' | ')} |`
  const table = [
    cells('', 'figure', 'Parley', 'reference', 'bound', ''),
    cells('---', '---', '---', '---', '---', '---'),
    ...rows.map((row) => cells(row.id, row.what, row.ours, row.reference, row.bound, row.state)),
  ]
  return `# Performance

## Audio

Written by \`node bench/audio/run.ts --write\` (Linux ${release().split('-')[0]}, ${cpus().length} shared cores, headless Chromium): read the figures as ratios.
The reference is the official package for realtime agents with the recorder and player that its examples use. Every run has a fresh
browser and a scripted service on the same machine; ours and the reference are taken in turn, three times, medians unless said otherwise.
Scheduling is part of what is measured: with more load than cores (this machine is shared) P3 and P4 say more about the machine.
A probe on the audio thread sees what leaves each stack; the microphone carries the time of day, so that the age of every sample is known.

${table.join('\n')}
`
}

/** The rows of such a page, so that a run of some figures leaves the others as they were measured last. */
export function rowsOf(page: string): Row[] {
  return Array.from(page.matchAll(/^\| (P\d+) \| (.*) \| (.*) \| (.*) \| (.*) \| (met|missed|void) \|$/gm), (match) => {
    const [, id, what, ours, reference, bound, state] = match as unknown as string[]
    return { id: id!, what: what!, ours: ours!, reference: reference!, bound: bound!, state: state as Row['state'] }
  })
}
