import { readdirSync, readFileSync } from 'node:fs'
import { chromium, type CDPSession } from 'playwright-core'
import { openFirefox } from './firefox.ts'
import type { Page } from './pages/instruments.ts'

export interface Subject {
  /** Calls what the page offers. */
  call<K extends keyof Page>(name: K, ...args: Parameters<Page[K]>): Promise<Awaited<ReturnType<Page[K]>>>
  /** Milliseconds the page's own thread has run. */
  mainThreadMs(): number
  /** Bytes allocated by the page's own thread while `during` runs, collected ones included. */
  allocated(during: () => Promise<unknown>): Promise<number>
  /** Memory of the page's process, in MB, after a collection of what is not used. */
  memoryMb(): Promise<number>
  close(): Promise<void>
}

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-features=AudioServiceOutOfProcess',
]

/** `--firefox`: the same runs in Firefox, which tells nothing of its threads and its memory. */
export const inFirefox: boolean = process.argv.includes('--firefox')

/** A browser of its own for every run, so that no run inherits anything. */
export async function openPage(url: string): Promise<Subject> {
  if (inFirefox) return openInFirefox(url)
  const executablePath = process.env['CHROMIUM_PATH'] || '/usr/bin/chromium'
  const server = await chromium.launchServer({ executablePath, args })
  const browser = await chromium.connect(server.wsEndpoint())
  const context = await browser.newContext({ permissions: ['microphone'] })
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(`  in the page: ${error.message}`))
  page.on('console', (message) => message.type() === 'error' && console.error(`  in the page: ${message.text()}`))
  await page.goto(url)
  await page.waitForFunction('window.bench')
  const cdp: CDPSession = await context.newCDPSession(page)
  let main = 0
  return {
    call: (name, ...rest) =>
      page.evaluate(
        ([method, values]) => {
          const { bench } = window as unknown as { bench: Record<string, (...all: unknown[]) => unknown> }
          return bench[method as string]!(...(values as unknown[]))
        },
        [name, rest] as const,
      ) as never,
    mainThreadMs() {
      main ||= rendererWithAudio(server.process().pid!)
      return Number(readFileSync(`/proc/${main}/task/${main}/schedstat`, 'utf8').split(' ')[0]) / 1e6
    },
    async allocated(during) {
      await cdp.send('HeapProfiler.enable')
      await cdp.send('HeapProfiler.startSampling', {
        samplingInterval: 2048,
        includeObjectsCollectedByMajorGC: true,
        includeObjectsCollectedByMinorGC: true,
      })
      await during()
      const { profile } = await cdp.send('HeapProfiler.stopSampling')
      return profile.samples.reduce((sum, sample) => sum + sample.size, 0)
    },
    async memoryMb() {
      await cdp.send('HeapProfiler.collectGarbage')
      const shown = renderers(server.process().pid!)
      return Math.max(...[shown.find(hasAudio) ?? shown].flat().map(residentMb))
    },
    async close() {
      await browser.close()
      await server.close()
    },
  }
}

async function openInFirefox(url: string): Promise<Subject> {
  const page = await openFirefox(url)
  const unknown = (): never => {
    throw new Error('Firefox does not tell this.')
  }
  return {
    call: (name, ...rest) => page.evaluate(`bench.${name}(...${JSON.stringify(rest)})`) as never,
    mainThreadMs: unknown,
    allocated: unknown,
    memoryMb: unknown,
    close: () => page.close(),
  }
}

/** The renderer that owns an audio thread. */
function rendererWithAudio(browser: number): number {
  const found = renderers(browser).find(hasAudio)
  if (found === undefined) throw new Error('No renderer with an audio thread was found.')
  return found
}

const hasAudio = (pid: number): boolean =>
  readdirSync(`/proc/${pid}/task`).some((task) =>
    readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').startsWith('AudioOutputDevi'),
  )

/** The processes that descend from the browser and show pages. */
function renderers(browser: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It ended meanwhile.
    }
  }
  const descends = (pid: number): boolean =>
    pid === browser || (parents.has(pid) && pid > 1 && descends(parents.get(pid)!))
  return Array.from(parents.keys()).filter(
    (pid) => descends(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer'),
  )
}

/** Pages are of 4 KiB. */
const residentMb = (pid: number): number =>
  (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 1e6
