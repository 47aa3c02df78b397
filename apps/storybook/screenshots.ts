/**
 * Every story as people see it, to be looked at: `node apps/storybook/screenshots.ts [look…] [--only=text]` after a build.
 * One picture a story and look goes to `artifacts/storybook/<look>`, and sheets of them beside it. Nothing is compared.
 */
import { createReadStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

interface Look {
  globals?: string
  context?: BrowserContextOptions
  dir?: 'rtl'
  columns?: number
}

const looks: Record<string, Look> = {
  light: { globals: 'theme:light' },
  dark: { globals: 'theme:dark', context: { colorScheme: 'dark' } },
  'forced-colors': { context: { forcedColors: 'active', colorScheme: 'dark' } },
  'reduced-motion': { globals: 'theme:light', context: { reducedMotion: 'reduce' } },
  rtl: { globals: 'theme:light', dir: 'rtl' },
  phone: { globals: 'theme:light', context: { viewport: { width: 390, height: 844 }, hasTouch: true }, columns: 6 },
  narrow: { globals: 'theme:dark', context: { viewport: { width: 320, height: 640 }, hasTouch: true }, columns: 6 },
}
const size = { width: 720, height: 540 }
/** Whole apps fill a desk, unless the look is a phone's. */
const desk = { width: 1280, height: 832 }

const from = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const built = from('storybook-static')
const artifacts = from('../../artifacts/storybook')

const words = process.argv.slice(2)
const only = words.find((word) => word.startsWith('--only='))?.slice('--only='.length) ?? ''
const asked = words.filter((word) => word in looks)

interface Story {
  id: string
  title: string
  name: string
  type: string
}

if (!existsSync(join(built, 'index.json')))
  throw new Error('Build the Storybook first: pnpm --filter @parley/storybook build')
const index = JSON.parse(readFileSync(join(built, 'index.json'), 'utf8')) as { entries: Record<string, Story> }
const stories = Object.values(index.entries).filter(({ id, type }) => type === 'story' && id.includes(only))

const address = await serve()
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--enable-unsafe-swiftshader',
    '--disable-background-networking',
    '--autoplay-policy=no-user-gesture-required',
  ],
})
let missed = 0
for (const [name, look] of Object.entries(looks)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  missed += await shoot(browser, name, look)
}
await browser.close()
process.exit(missed === 0 ? 0 : 1)

async function shoot(browser: Browser, name: string, look: Look): Promise<number> {
  const folder = join(artifacts, name)
  if (only === '') rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const failed: string[] = []
  const left = [...stories]
  const worker = async (): Promise<void> => {
    const context = await browser.newContext({ viewport: size, ...look.context })
    const page = await context.newPage()
    for (let story = left.shift(); story; story = left.shift()) {
      const { id } = story
      if (!look.context?.viewport) await page.setViewportSize(id.includes('conversation--') ? desk : size)
      if (!(await show(page, id, look))) failed.push(id)
      await page.screenshot({ path: join(folder, `${id}.png`) })
    }
    await context.close()
  }
  // Most of the time is waiting.
  await Promise.all(Array.from({ length: 3 }, worker))
  await sheets(browser, name, look)
  console.log(`${name}: ${stories.length - failed.length} of ${stories.length} stories in ${folder}`)
  for (const id of failed) console.error(`  ${id} was not told to its end`)
  return failed.length
}

async function show(page: Page, id: string, { globals = '', dir }: Look): Promise<boolean> {
  await page.goto(`${address}/iframe.html?id=${id}&viewMode=story&globals=${globals}`)
  if (dir) await page.evaluate((value) => (document.documentElement.dir = value), dir)
  const told = await page.waitForSelector('[data-story="told"]', { state: 'attached', timeout: 12_000 }).then(
    () => true,
    () => false,
  )
  // Levels rise, words come, and what play functions do is over.
  await page.waitForTimeout(900)
  return told
}

/** Pictures side by side on one page each, made by the browser that took them. */
async function sheets(browser: Browser, name: string, { columns = 4 }: Look): Promise<void> {
  const perSheet = columns * (columns === 4 ? 4 : 2)
  const page = await browser.newPage({ viewport: { width: columns * (columns === 4 ? 480 : 330), height: 800 } })
  for (let sheet = 0; sheet * perSheet < stories.length; sheet++) {
    const cells = stories.slice(sheet * perSheet, (sheet + 1) * perSheet).map(({ id }) => {
      const data = readFileSync(join(artifacts, name, `${id}.png`)).toString('base64')
      return `<figure><img src="data:image/png;base64,${data}"><figcaption>${id}</figcaption></figure>`
    })
    await page.setContent(
      `<style>body{margin:4px;display:grid;grid-template-columns:repeat(${columns},1fr);gap:6px;background:#777;font:12px sans-serif}
       figure{margin:0}img{width:100%;display:block}figcaption{background:#222;color:#fff;padding:1px 4px}</style>${cells.join('')}`,
    )
    await page.screenshot({ path: join(artifacts, `${name}-${sheet + 1}.png`), fullPage: true })
  }
  await page.close()
}

async function serve(): Promise<string> {
  const types: Record<string, string> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.json': 'application/json',
    '.svg': 'image/svg+xml',
  }
  const server = createServer((request, response) => {
    const path = join(built, new URL(request.url ?? '/', 'http://x').pathname)
    if (!path.startsWith(built) || !existsSync(path)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' })
    createReadStream(path).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
