import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startLocalServer } from '@parley/local-server'
import { createLevelDetector, createPreparedVoice, createScriptResponder } from '@parley/local-server/memory'
import { chromium } from 'playwright-core'
import { createServer } from 'vite'
import { figure, quantile, slope, type PageSample, type Point, type SoakResult } from './figures.ts'
import { speechWav } from './speechWav.ts'

const sampleEveryMs = 5_000
/** What is loaded and compiled in the first minutes is not a leak. */
const warmUpShare = 0.2

/** Two-way audio in Chromium for so long: a user who asks again and again, an agent who answers at length. */
export async function soakBrowser(minutes: number): Promise<SoakResult> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-soak-'))
  const recording = join(folder, 'user.wav')
  writeFileSync(recording, speechWav({ speechMs: 1500, silenceMs: 14_500 }))
  const server = await startLocalServer({
    port: 0,
    detector: createLevelDetector(),
    recognizer: { recognize: () => Promise.resolve('Tell me more, please.') },
    voice: createPreparedVoice(),
    responder: createScriptResponder({ rules: [{ otherwise: true, do: [answer] }] }),
  })
  const pages = await createServer({
    root: join(import.meta.dirname, 'page'),
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@parley/source'] },
    server: { port: 0, host: '127.0.0.1', fs: { strict: false }, hmr: false },
  })
  await pages.listen()
  const address = pages.resolvedUrls!.local[0]!
  const executablePath = process.env['CHROMIUM_PATH'] || '/usr/bin/chromium'
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-background-networking',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${recording}`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  })
  const loop = monitorEventLoopDelay({ resolution: 20 })
  try {
    const context = await browser.newContext({ permissions: ['microphone'] })
    const page = await context.newPage()
    page.on('pageerror', (error) => console.error(`  in the page: ${error.message}`))
    await page.goto(address)
    await page.waitForFunction('window.soak')
    const cdp = await context.newCDPSession(page)
    await cdp.send('HeapProfiler.enable')
    const whole = await browser.newBrowserCDPSession()
    const { processInfo } = await whole.send('SystemInfo.getProcessInfo')
    const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
    await page.evaluate((url) => window.soak.start(url), `${server.url}/v1`)
    loop.enable()
    const begun = Date.now()
    const heap: Point[] = []
    const resident: Point[] = []
    const serverHeap: Point[] = []
    const drift: Point[] = []
    const lateness: Point[] = []
    const all: PageSample[] = []
    let drifted = 0
    while (Date.now() - begun < minutes * 60_000) {
      await new Promise((resolve) => setTimeout(resolve, sampleEveryMs))
      const minute = (Date.now() - begun) / 60_000
      const sample = await page.evaluate(() => window.soak.sample())
      all.push(sample)
      await cdp.send('HeapProfiler.collectGarbage')
      const { usedSize } = await cdp.send('Runtime.getHeapUsage')
      heap.push({ minute, value: usedSize / 1e6 })
      const rss = renderers.map(residentMb).filter((size) => size > 0)
      if (rss.length > 0) resident.push({ minute, value: Math.max(...rss) })
      serverHeap.push({ minute, value: process.memoryUsage().heapUsed / 1e6 })
      for (const { driftMs } of sample.drifts) drifted += driftMs
      drift.push({ minute, value: drifted })
      lateness.push({ minute, value: quantile(sample.lateMs, 0.99) })
      if (all.length % 24 === 0) console.log(`  ${minute.toFixed(1)} min, ${sample.turns} turns, ${sample.status}`)
    }
    await page.evaluate(() => window.soak.stop())
    const last = all.at(-1)!
    const drifts = all.flatMap((sample) => sample.drifts)
    const heardMs = drifts.reduce((sum, one) => sum + one.heardMs, 0)
    const lateMs = all.flatMap((sample) => sample.lateMs)
    const settled = (points: readonly Point[]): Point[] => points.filter(({ minute }) => minute > minutes * warmUpShare)
    const middle = quantile(
      drifts.map((one) => one.driftMs),
      0.5,
    )
    const wander = drifts.map((one) => Math.abs(one.driftMs - middle))
    return {
      title: `Chromium, ${minutes} minutes of two-way audio (WebSocket, worker, worklet)`,
      figures: [
        figure('items in the conversation', last.turns, ''),
        figure('audio heard', heardMs / 60_000, 'min'),
        figure('JavaScript heap after collection, slope', slope(settled(heap)) * 60, 'MB/h', 12),
        figure('JavaScript heap after collection, at the end', heap.at(-1)!.value, 'MB'),
        figure('resident memory of the page’s process, slope', slope(settled(resident)) * 60, 'MB/h'),
        figure('microphone audio dropped', last.droppedAudioMs, 'ms', 0),
        figure('gaps in the agent’s voice', last.underruns, '', 3),
        figure('heard clock, median offset an answer (start and end of playback told)', middle, 'ms'),
        figure('heard clock, furthest from that median', Math.max(0, ...wander), 'ms'),
        figure('heard clock, 95 % of answers within', quantile(wander, 0.95), 'ms', 150),
        figure('page’s thread late, p99', quantile(lateMs, 0.99), 'ms', 50),
        figure('page’s thread late, most', Math.max(...lateMs), 'ms'),
        figure('event loop delay of the server’s process, p99', loop.percentile(99) / 1e6, 'ms'),
        figure('reconnections and errors', last.reconnections + last.errors, '', 0),
      ],
      series: [
        { file: 'soak-heap', title: 'JavaScript heap of the page after collection', unit: 'MB', points: heap },
        { file: 'soak-resident', title: 'Resident memory of the page’s process', unit: 'MB', points: resident },
        { file: 'soak-drift', title: 'Heard clock against the page’s clock, summed', unit: 'ms', points: drift },
        { file: 'soak-lateness', title: 'Page’s thread late, p99 of 5 s', unit: 'ms', points: lateness },
      ],
    }
  } finally {
    loop.disable()
    await browser.close()
    await pages.close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const answer =
  'Well, here is a long answer, as long as people give when they like the sound of their own voice. ' +
  'It goes on for a good ten seconds and then it comes to its end.'

/** Linux tells; elsewhere 0. */
function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
