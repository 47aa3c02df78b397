/**
 * What a conversation costs React: ours beside two peers, in production builds, in Chromium. `node bench/react/run.ts [--write]`:
 * with `--write` the table goes into docs/performance.md, between its marks.
 */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { release, cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { startService, type Connection } from '../audio/scriptedService.ts'
import { instrument, type Counts } from './pages/instruments.ts'
import { bundleSizes } from './sizes.ts'

type Measured = Counts & { getUserMedia: number; audioContexts: number }

const rowsShown = `document.querySelectorAll('[data-row], [data-slot="transcript-item"]').length`
const rowsThere = `${rowsShown} >= 1000`
const perSecond = 50
const seconds = 4
const from = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const names = ['parley', 'agents', 'pipecat'] as const
type Name = (typeof names)[number]

const pages = await buildPages()
const results = new Map<
  Name,
  { talking: Measured; listening: Measured; still: Measured; over: Measured; deltas: number }
>()
for (const name of names) results.set(name, await measure(name))
const sizes = await bundleSizes()
const table = report()
console.log(table.text)
if (process.argv.includes('--write')) writeSection(table.text)
process.exitCode = table.missed === 0 ? 0 : 1

async function buildPages(): Promise<string> {
  const core = from('../../packages/core/dist/worklets')
  if (!existsSync(core)) throw new Error('Build the packages first: npm run build.')
  const outDir = from('../../.cache/bench-react')
  await build({
    root: from('pages'),
    configFile: false,
    logLevel: 'error',
    mode: 'production',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      rolldownOptions: { input: names.map((name) => from(`pages/${name}.html`)) },
    },
  })
  cpSync(core, join(outDir, 'worklets'), { recursive: true })
  return outDir
}

async function measure(name: Name) {
  const service = await startService(pages)
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  })
  try {
    const context = await browser.newContext({ permissions: ['microphone'] })
    await context.addInitScript(instrument)
    const page = await context.newPage()
    page.on('pageerror', (error) => console.error(`  ${name}: ${error.message}`))
    page.on('console', (message) => message.type() === 'error' && console.error(`  ${name}: ${message.text()}`))
    const accepted = name === 'pipecat' ? null : service.nextConnection()
    await page.goto(`${service.url}/${name}.html`)
    await page.waitForFunction('window.bench')
    await page.evaluate('window.bench.connect()')
    const connection = accepted && (await accepted)
    await page.waitForFunction(rowsThere, undefined, { timeout: 20_000 }).catch(async (cause: unknown) => {
      throw new Error(`${name} shows ${String(await page.evaluate(rowsShown))} rows.`, { cause })
    })
    await page.waitForTimeout(1500)
    const listening = await during(page, () => page.waitForTimeout(seconds * 1000))
    // The beginning and the end of the answer change the state too: only what lies between them is counted.
    const speaking = talk(page, connection, seconds + 2)
    await page.waitForTimeout(1000)
    const talking = await during(page, () => page.waitForTimeout(seconds * 1000))
    await speaking
    const deltas = perSecond * seconds
    await page.evaluate('window.bench.still()')
    await page.waitForTimeout(2500)
    const still = await during(page, () => page.waitForTimeout(3000))
    await page.evaluate('window.bench.end()')
    await page.waitForTimeout(2500)
    const over = await during(page, () => page.waitForTimeout(3000))
    return { talking, listening, still, over, deltas }
  } finally {
    await browser.close()
    service.close()
  }
}

/** Speech of the agent with its words, 50 deltas a second, while the microphone hears the beeps of the browser's fake device. */
async function talk(page: Page, connection: Connection | null, forSeconds: number): Promise<void> {
  if (!connection) await page.evaluate(`window.bench.deltas(${perSecond}, ${forSeconds * 1000})`)
  else await connection.speak({ items: [{ id: 'item_spoken', ms: forSeconds * 1000 }], chunkMs: 1000 / perSecond })
}

async function during(page: Page, work: () => Promise<unknown>): Promise<Measured> {
  await page.evaluate('window.benchReset()')
  await work()
  return page.evaluate('window.benchCounts()')
}

function report(): { text: string; missed: number } {
  const parley = results.get('parley')!
  let missed = 0
  const rate = (count: number, over: number): string => (count / over).toFixed(count % over === 0 ? 0 : 1)
  const line = (what: string, of: (name: Name) => string, bound = '', met = true): string => {
    if (!met) missed++
    return `| ${what} | ${names.map(of).join(' | ')} | ${bound} | ${bound === '' ? '' : met ? 'met' : 'missed'} |`
  }
  const result = (name: Name) => results.get(name)!
  const rows = [
    line(
      'renders each second while only levels change',
      (n) => rate(result(n).listening.renders, seconds),
      '0',
      parley.listening.renders === 0,
    ),
    line('deltas sent, commits while they came', (n) => `${result(n).deltas}, ${result(n).talking.commits}`),
    line(
      'most rows rendered in one commit, of 1,001',
      (n) => String(result(n).talking.mostRowsInACommit),
      '1',
      parley.talking.mostRowsInACommit === 1,
    ),
    line('rows rendered for each delta', (n) => (result(n).talking.rows / result(n).deltas).toFixed(1), '', true),
    line('components rendered for each delta', (n) => (result(n).talking.renders / result(n).deltas).toFixed(1)),
    line(
      'most commits in one animation frame',
      (n) => String(result(n).talking.mostCommitsInAFrame),
      '1',
      parley.talking.mostCommitsInAFrame === 1,
    ),
    line(
      'getUserMedia, AudioContext',
      (n) => `${result(n).still.getUserMedia}, ${result(n).still.audioContexts}`,
      '1, 1',
      parley.still.getUserMedia === 1 && parley.still.audioContexts === 1,
    ),
    line(
      'animation frames each second, connected and silent',
      (n) => `${rate(result(n).still.frames, 3)}${n === 'parley' ? ' (the timeline scrolls)' : ''}`,
    ),
    line(
      'animation frames each second after the end',
      (n) => rate(result(n).over.frames, 3),
      '0',
      parley.over.frames === 0,
    ),
    line(
      'renders each second, connected and silent',
      (n) => rate(result(n).still.renders, 3),
      '0',
      parley.still.renders === 0,
    ),
    line('the session and its hooks, kB gzip without React', (n) => sizes[n].toFixed(1)),
  ]
  const text = `Written by \`npm run bench -- react --write\` (Linux ${release().split('-')[0]}, ${cpus().length} shared cores, headless Chromium, React in its production build).
Each page has five pictures of levels and 1,000 rows; for ${seconds} s the agent says ${perSecond} words a second while the browser's fake microphone beeps.
Beside ours: the official package with the hook its users write (history and level in state, rows without memo, \`wavtools\` for sound), and
\`@pipecat-ai/client-react\` over a transport in the page (its own conversation hook and its own \`VoiceVisualizer\`; the bytes are without any of its transports).
Renders are counted from what production React tells the developer tools of each commit.

| figure | Parley | \`@openai/agents-realtime\` | \`@pipecat-ai/client-react\` | bound | |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

With every part, the whole app in one component: \`VoiceAgent\` costs ${sizes.voiceAgent.toFixed(1)} kB with the session, one language and without React.
`
  return { text, missed }
}

function writeSection(text: string): void {
  const path = from('../../docs/performance.md')
  const [open, close] = ['<!-- react: written by bench/react -->', '<!-- /react -->']
  const now = readFileSync(path, 'utf8')
  const section = `${open}\n\n## React\n\n${text}\n${close}\n`
  const begin = now.indexOf(open)
  const end = now.indexOf(close)
  writeFileSync(
    path,
    begin < 0
      ? `${now.trimEnd()}\n\n${section}`
      : now.slice(0, begin) + section.trimEnd() + now.slice(end + close.length),
  )
}
