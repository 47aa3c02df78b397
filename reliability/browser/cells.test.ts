import { existsSync } from 'node:fs'
import type { FaultPlan } from '@parley/local-server'
import { chromium, type Browser, type Page } from 'playwright-core'
import type { ViteDevServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { servePage, startServer } from './stage.ts'

/** The named subset of the matrix in a real browser, and what only a page can suffer. */

let pages: ViteDevServer
let browser: Browser
let address = ''

beforeAll(async () => {
  const served = await servePage()
  pages = served.server
  address = served.address
  const found = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome-stable'].find(
    (path) => path && existsSync(path),
  )
  browser = await chromium.launch({
    ...(found ? { executablePath: found } : {}),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      '--allow-loopback-in-peer-connection',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
    ],
  })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await pages?.close()
})

async function open(): Promise<Page> {
  const context = await browser.newContext({ permissions: ['microphone'] })
  const page = await context.newPage()
  await page.goto(address)
  await page.waitForFunction('window.cells')
  return page
}
const look = (page: Page) => page.evaluate(() => window.cells.look())
async function until(page: Page, what: 'state' | 'status', value: string): Promise<void> {
  await expect.poll(async () => (await look(page))[what], slow).toBe(value)
}
const nothing = { tracks: 0, contexts: 0, sockets: 0, peers: 0, workers: 0 }
const slow = { timeout: 30_000 }

const transports = {
  'websocket-worker': ['websocket', true],
  'websocket-main': ['websocket', false],
  webrtc: ['webrtc', true],
} as const
const faults: Record<string, FaultPlan> = {
  'latency and jitter': { latencyMs: 200, jitterMs: 100, seed: 3 },
  duplicate: { duplicate: 0.3, seed: 5 },
  restart: {},
}

describe.each(Object.keys(transports) as (keyof typeof transports)[])('in Chromium over %s', (name) => {
  test.each(Object.keys(faults))(
    '%s: nothing is doubled or lost, the next question is answered, and everything is let go',
    async (fault) => {
      let server = await startServer(faults[fault])
      const page = await open()
      const [transport, worker] = transports[name]
      try {
        await page.evaluate(([url, way, own]) => window.cells.start(url, way, own), [
          `${server.url}/v1`,
          transport,
          worker,
        ] as const)
        await page.evaluate(() => window.cells.say('hello'))
        await expect
          .poll(async () => (await look(page)).lines, slow)
          .toEqual(['user: hello', 'assistant: Hello there.'])
        await expect.poll(async () => (await look(page)).state, slow).toBe('idle')
        if (fault === 'restart') {
          await page.evaluate(() => window.cells.say('a story'))
          await until(page, 'state', 'speaking')
          await server.close()
          server = await startServer({}, server.port)
          await until(page, 'status', 'connected')
          await until(page, 'state', 'idle')
        }
        await page.evaluate(() => window.cells.say('anybody?'))
        await expect.poll(async () => (await look(page)).lines.at(-1), slow).toBe('assistant: Still here.')
        const { lines } = await look(page)
        expect(lines.slice(0, 2)).toEqual(['user: hello', 'assistant: Hello there.'])
        expect(new Set(lines.filter((line) => line.startsWith('user'))).size).toBe(
          lines.filter((line) => line.startsWith('user')).length,
        )
        await page.evaluate(() => window.cells.stop())
        await expect.poll(() => page.evaluate(() => window.cells.held()), slow).toEqual(nothing)
        await expect.poll(() => server.sessionCount(), slow).toBe(0)
      } finally {
        await page.context().close()
        await server.close()
      }
    },
    90_000,
  )
})

test('two tabs are two conversations', async () => {
  const server = await startServer()
  const [one, two] = await Promise.all([open(), open()])
  try {
    for (const page of [one, two])
      await page.evaluate((url) => window.cells.start(url, 'websocket', true), `${server.url}/v1`)
    expect(server.sessionCount()).toBe(2)
    await one.evaluate(() => window.cells.say('hello'))
    await expect.poll(async () => (await look(one)).lines.length, slow).toBe(2)
    expect((await look(two)).lines).toEqual([])
    await one.evaluate(() => window.cells.stop())
    expect((await look(two)).status).toBe('connected')
  } finally {
    await one.context().close()
    await two.context().close()
    await server.close()
  }
}, 60_000)

test('after a reload the conversation is there again, and goes on', async () => {
  const server = await startServer()
  const page = await open()
  try {
    const start = () => page.evaluate((url) => window.cells.start(url, 'websocket', true), `${server.url}/v1`)
    await start()
    await page.evaluate(() => window.cells.say('hello'))
    await expect.poll(async () => (await look(page)).lines.length, slow).toBe(2)
    await page.evaluate(() => window.cells.keep())
    await page.reload()
    await page.waitForFunction('window.cells')
    await start()
    expect((await look(page)).lines).toEqual(['user: hello', 'assistant: Hello there.'])
    await page.evaluate(() => window.cells.say('anybody?'))
    await expect
      .poll(async () => (await look(page)).lines, slow)
      .toEqual(['user: hello', 'assistant: Hello there.', 'user: anybody?', 'assistant: Still here.'])
    await expect.poll(() => server.sessionCount(), slow).toBe(1)
  } finally {
    await page.context().close()
    await server.close()
  }
}, 60_000)

test('a page that is left for another ends its session, and coming back makes a new start possible', async () => {
  const server = await startServer()
  const page = await open()
  try {
    await page.evaluate((url) => window.cells.start(url, 'websocket', true), `${server.url}/v1`)
    expect(server.sessionCount()).toBe(1)
    await page.goto('about:blank')
    await expect.poll(() => server.sessionCount(), slow).toBe(0)
    await page.goBack()
    await page.waitForFunction('window.cells')
    await page.evaluate((url) => window.cells.start(url, 'websocket', true), `${server.url}/v1`)
    expect((await look(page)).status).toBe('connected')
  } finally {
    await page.context().close()
    await server.close()
  }
}, 60_000)
