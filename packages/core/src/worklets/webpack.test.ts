import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build } from 'tsdown'
import { afterAll, beforeAll, expect, test } from 'vitest'
import webpack from 'webpack'
import { WebSocketServer, type WebSocket } from 'ws'

const core = fileURLToPath(new URL('../..', import.meta.url))
const app = join(core, 'node_modules/.cache/webpack-app')
/** Nothing but the site's own files: no inline script, no `blob:`, no `data:`. */
const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self' ws:"

/** An app as its author writes it: nothing is said of worker or worklet, unless the address does. */
const source = `
import { RealtimeAgent, RealtimeRunner } from '@parley/core'
const query = new URLSearchParams(location.search)
const media = query.has('own') ? { workletUrl: '/own/parley.worklet.js', workerUrl: '/own/engine.worker.js' } : {}
window.page = { errors: [], peak: 0 }
window.begin = async () => {
  const runner = new RealtimeRunner({ startingAgent: new RealtimeAgent({ name: 'A', instructions: 'Speak.' }) })
  const session = await runner.run({
    modelConfig: { url: location.origin + '/v1', clientSecret: 'ek_test', transport: 'websocket' },
    media,
  })
  session.on('error', ({ error }) => page.errors.push({ code: error.code, message: error.message }))
  session.speaker.onLevel(({ peak }) => (page.peak = Math.max(page.peak, peak)))
  window.session = session
  await session.connect()
}
`

const assets = new Map<string, string>()
/** Paths that the server does not have. */
const missing: RegExp[] = []
const asked: string[] = []
let server: Server
let sockets: WebSocketServer
let browser: Browser
let voice: Buffer[] = []

beforeAll(async () => {
  await rm(app, { recursive: true, force: true })
  const installed = join(app, 'node_modules/@parley/core')
  await mkdir(installed, { recursive: true })
  await cp(join(core, 'package.json'), join(installed, 'package.json'))
  await build({ cwd: core, outDir: join(installed, 'dist'), logLevel: 'error' })
  await writeFile(join(app, 'app.js'), source)
  await writeFile(join(app, 'package.json'), '{ "type": "module" }')
  await bundle()
  for (const name of ['parley.worklet.js', 'engine.worker.js']) {
    assets.set(`/own/${name}`, await readFile(join(installed, 'dist/worklets', name), 'utf8'))
  }
  await serve()
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  for (const client of sockets?.clients ?? []) client.terminate()
  server?.close()
})

async function bundle(): Promise<void> {
  const compiler = webpack({
    mode: 'production',
    context: app,
    entry: './app.js',
    output: { path: join(app, 'out'), filename: 'main.js' },
    performance: false,
  })
  const stats = await new Promise<webpack.Stats>((resolve, reject) => {
    compiler.run((error, result) => (result ? resolve(result) : reject(error ?? new Error('Nothing was built.'))))
  })
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString({ errors: true, warnings: true }))
  for (const { name } of stats.toJson({ assets: true }).assets ?? []) {
    assets.set(`/${name}`, await readFile(join(app, 'out', name), 'utf8'))
  }
  await new Promise((resolve) => compiler.close(resolve))
}

async function serve(): Promise<void> {
  assets.set('/', '<!doctype html><script src="/main.js"></script>')
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x')
    asked.push(pathname)
    const body = missing.some((pattern) => pattern.test(pathname)) ? undefined : assets.get(pathname)
    response
      .writeHead(body === undefined ? 404 : 200, {
        'content-type': pathname === '/' ? 'text/html' : 'text/javascript',
        'content-security-policy': policy,
      })
      .end(body)
  })
  sockets = new WebSocketServer({
    server,
    handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
  })
  sockets.on('connection', converse)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
}

/** Listens to the user for a second, then says a second of tone. */
function converse(socket: WebSocket): void {
  const say = (event: object): void => socket.send(JSON.stringify(event))
  voice = []
  say({ type: 'session.created', session: { id: 'sess_1', type: 'realtime' } })
  socket.on('message', (data) => {
    const event = JSON.parse((data as Buffer).toString()) as { type: string; audio?: string }
    if (event.type === 'session.update') say({ type: 'session.updated', session: { id: 'sess_1', type: 'realtime' } })
    if (event.type !== 'input_audio_buffer.append') return
    voice.push(Buffer.from(event.audio ?? '', 'base64'))
    if (voice.length === 50) answer(say)
  })
}

function answer(say: (event: object) => void): void {
  const part = { response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 0 }
  const item = { id: 'item_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] }
  const tone = Int16Array.from({ length: 24_000 }, (_, i) => 12_000 * Math.sin((2 * Math.PI * 440 * i) / 24_000))
  say({ type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [], conversation_id: 'c' } })
  say({ type: 'response.output_item.added', response_id: 'resp_1', output_index: 0, item })
  say({ type: 'response.output_audio.delta', ...part, delta: Buffer.from(tone.buffer).toString('base64') })
  say({ type: 'response.output_audio_transcript.delta', ...part, delta: 'Good morning.' })
  say({ type: 'response.output_audio.done', ...part })
  say({ type: 'response.done', response: { id: 'resp_1', status: 'completed', output: [], conversation_id: 'c' } })
}

interface Watched {
  page: { errors: { code: string; message: string }[]; peak: number }
}

async function open(query = ''): Promise<{ page: Page; refusals: string[]; state: () => Promise<Watched['page']> }> {
  asked.length = 0
  const context = await browser.newContext({ permissions: ['microphone'] })
  const page = await context.newPage()
  const refusals: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refusals.push(message.text())
  })
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${query}`)
  await page.evaluate('begin()')
  return { page, refusals, state: () => page.evaluate(() => (window as unknown as Watched).page) }
}

test.each([
  ['with the files webpack emitted', '', /^\/[0-9a-f]+\.js$/],
  ['with files of the app’s own', '?own', /^\/own\//],
])(
  'a conversation with sound, built by webpack and under a strict policy, %s',
  async (_, query, files) => {
    const { page, refusals, state } = await open(query)
    await expect.poll(async () => (await state()).peak, { timeout: 10_000 }).toBeGreaterThan(0.3)
    expect(voice.some((bytes) => bytes.some((byte) => byte !== 0))).toBe(true)
    expect(page.workers()).toHaveLength(1)
    expect(asked.filter((path) => files.test(path))).toHaveLength(2)
    expect([refusals, (await state()).errors]).toEqual([[], []])
    await page.context().close()
  },
  30_000,
)

test('a worker that cannot be had is replaced without a word, and sound goes on', async () => {
  missing.push(/engine\.worker/)
  const { page, state } = await open('?own')
  await expect.poll(async () => (await state()).peak, { timeout: 10_000 }).toBeGreaterThan(0.3)
  expect(page.workers()).toHaveLength(0)
  missing.length = 0
  await page.context().close()
}, 30_000)

test('a worklet that no policy lets in is an error that names the option', async () => {
  missing.push(/^\/own/, /^\/[0-9a-f]+\.js$/)
  const { page, state } = await open('?own')
  await expect.poll(async () => (await state()).errors.length, { timeout: 10_000 }).toBeGreaterThan(0)
  const { errors } = await state()
  expect(errors).toContainEqual({
    code: 'worklet_load_failed',
    message: expect.stringMatching(/`workletUrl`.*Tried .*own\/parley\.worklet\.js.*a Blob/s) as string,
  })
  missing.length = 0
  await page.context().close()
}, 30_000)
