/**
 * Long runs: `npm run soak` (30 minutes in Chromium, 2 hours of session time in Node), `-- --minutes 3 --hours 0.2` for
 * shorter ones, `--only node`, `--write` to put figures and plots into the docs.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { replaceBetween } from '../chaos/report.ts'
import { soakBrowser } from './browser.ts'
import type { SoakResult } from './figures.ts'
import { soakNode } from './node.ts'
import { plot } from './plot.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    hours: { type: 'string', default: '2' },
    only: { type: 'string' },
    write: { type: 'boolean' },
  },
})
const cache = fileURLToPath(new URL('../.cache/', import.meta.url))
const docs = fileURLToPath(new URL('../../docs/', import.meta.url))
const parts: Record<string, () => Promise<SoakResult>> = {
  browser: () => soakBrowser(Number(values.minutes)),
  node: () => soakNode(Number(values.hours)),
}

/** What was measured, or measured before where only some of it was asked for now. */
async function resultOf(name: string): Promise<SoakResult | null> {
  const kept = `${cache}soak-${name}.json`
  if (!values.only || values.only === name) {
    console.log(`\n══ ${name}`)
    const result = await parts[name]!()
    mkdirSync(cache, { recursive: true })
    writeFileSync(kept, JSON.stringify(result))
    return result
  }
  try {
    return JSON.parse(readFileSync(kept, 'utf8')) as SoakResult
  } catch {
    return null
  }
}

const results = []
for (const name of Object.keys(parts)) results.push(await resultOf(name))
const known = results.filter((result) => result !== null)
const table = ({ title, figures }: SoakResult): string =>
  [
    `### ${title}`,
    '',
    '| figure | measured | bound | |',
    '| --- | --- | --- | --- |',
    ...figures.map(
      ({ what, value, bound = '', met }) =>
        `| ${what} | ${value} | ${bound} | ${bound ? (met ? 'met' : 'missed') : ''} |`,
    ),
  ].join('\n')
const memory = Math.round(totalmem() / 2 ** 30)
const text = [
  `Measured on ${cpus().length} shared cores with ${memory} GB of memory, headless Chromium, other work going on beside it: read times as upper bounds.`,
  ...known.flatMap((result) => [
    table(result),
    ...result.series.map(({ file, title }) => `![${title}](reliability/${file}.svg)`),
  ]),
].join('\n\n')
console.log(text)
if (values.write) {
  for (const series of known.flatMap((result) => result.series)) {
    writeFileSync(`${docs}reliability/${series.file}.svg`, plot(series))
  }
  writeFileSync(`${docs}reliability.md`, replaceBetween(readFileSync(`${docs}reliability.md`, 'utf8'), 'soak', text))
}
process.exitCode = known.every(({ figures }) => figures.every(({ met }) => met)) ? 0 : 1
