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

function tableOf(rows: readonly Row[]): string {
  const cells = (...values: string[]): string => `| ${values.join(' | ')} |`
  return [
    cells('', 'figure', 'Parley', 'reference', 'bound', ''),
    cells('---', '---', '---', '---', '---', '---'),
    ...rows.map((row) => cells(row.id, row.what, row.ours, row.reference, row.bound, row.state)),
  ].join('\n')
}

/** The rows as a page of the documentation. */
export function report(rows: readonly Row[]): string {
  return `# Performance

## Audio

Written by \`node bench/audio/run.ts --write\` (Linux ${release().split('-')[0]}, ${cpus().length} shared cores, headless Chromium): read the figures as ratios.
The reference is the official package for realtime agents with the recorder and player that its examples use. Every run has a fresh
browser and a scripted service on the same machine; ours and the reference are taken in turn, three times, medians unless said otherwise.
Scheduling is part of what is measured: with more load than cores (this machine is shared) P3 and P4 say more about the machine.
A probe on the audio thread sees what leaves each stack; the microphone carries the time of day, so that the age of every sample is known.

${tableOf(rows)}
`
}

const firefoxMark = '<!-- firefox: written by bench/audio -->'
const firefoxEnd = '<!-- /firefox -->'

/** The same figures in Firefox, a part of that page. The bounds are those of Chromium, for comparison. */
export function firefoxSection(rows: readonly Row[]): string {
  return `${firefoxMark}

## Audio in Firefox

Written by \`node bench/audio/run.ts --firefox --write\` (Firefox ESR, headless, a loudspeaker of PulseAudio that leads nowhere, the same
machine and the same runs). The bounds are those of Chromium, for comparison. In Firefox a socket waits while the page is blocked, also
one that a worker holds: on such a page voice and silence wait with it, whoever plays. The buffer grows with the stalls that were seen.

${tableOf(rows)}

${firefoxEnd}`
}

/** What that part says now. */
export function sectionOf(page: string): string {
  const from = page.indexOf(firefoxMark)
  return from < 0 ? '' : page.slice(from, page.indexOf(firefoxEnd))
}

/** Puts the part where it was, or before those of other benches. */
export function withSection(page: string, section: string): string {
  const from = page.indexOf(firefoxMark)
  if (from >= 0) return page.slice(0, from) + section + page.slice(page.indexOf(firefoxEnd) + firefoxEnd.length)
  const others = page.indexOf('\n<!-- ')
  const at = others < 0 ? page.length : others
  return `${page.slice(0, at)}\n${section}\n${page.slice(at)}`
}

/** The rows of such a page, so that a run of some figures leaves the others as they were measured last. */
export function rowsOf(page: string): Row[] {
  return Array.from(page.matchAll(/^\| (P\d+) \| (.*) \| (.*) \| (.*) \| (.*) \| (met|missed|void) \|$/gm), (match) => {
    const [, id, what, ours, reference, bound, state] = match as unknown as string[]
    return { id: id!, what: what!, ours: ours!, reference: reference!, bound: bound!, state: state as Row['state'] }
  })
}
