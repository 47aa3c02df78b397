import { expect, test } from '@playwright/test'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createApp, type App } from './app.ts'
import { run, type Running } from './command.ts'
import { converse, watch, withoutPeerConnections } from './conversation.ts'

test.describe.configure({ mode: 'serial' })

let app: App
let voice: Running
const service = (): NodeJS.ProcessEnv => ({ OPENAI_BASE_URL: `${voice.url}/v1` })

test.beforeAll(async () => {
  app = await createApp('vite', 'npm')
  voice = await app.voice()
})
test.afterAll(() => voice?.stop())

test('the Vite app passes its own test', async () => {
  expect(await app.script('test')).toMatch(/Tests\s+1 passed/)
})

test('the Vite app builds without warnings', async () => {
  const printed = await app.script('build')
  expect(printed).toContain('built in')
  // What npm itself says of this machine's settings is not the build's.
  expect(printed.replace(/^npm warn .*$/gm, '')).not.toMatch(/warn/i)
})

test('its page renders on a server', async () => {
  await run(app.folder, 'npm', 'exec', 'vite', '--', 'build', '--ssr', 'src/App.tsx', '--outDir', 'dist-ssr')
  const program = join(app.folder, 'render.mjs')
  await writeFile(
    program,
    `import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { App } from './dist-ssr/App.js'
console.log(renderToString(createElement(App, { url: 'http://127.0.0.1:1/v1' })))`,
  )
  const html = await run(app.folder, 'node', program)
  expect(html).toContain('data-slot="voice-agent"')
  expect(html).toMatch(/<button[^>]*>.*Start/)
})

test.describe('under a content policy without blob: and unsafe-eval', () => {
  let server: Running
  test.beforeAll(async () => {
    server = await app.serve('start', service())
  })
  test.afterAll(() => server?.stop())

  test('the policy is strict', async ({ request }) => {
    const policy = (await request.get(server.url)).headers()['content-security-policy']
    expect(policy).toContain("default-src 'self'")
    expect(policy).not.toMatch(/blob:|unsafe|data:|\*/)
  })

  test('it holds a conversation over WebRTC', async ({ page }) => {
    const trouble = await watch(page)
    await converse(page, server.url)
    expect(trouble.found).toEqual([])
  })

  test('it holds a conversation over WebSocket, with its worker and worklet', async ({ page }) => {
    const trouble = await watch(page)
    await withoutPeerConnections(page)
    const workers: string[] = []
    page.on('worker', (worker) => workers.push(worker.url()))
    await converse(page, server.url)
    expect(trouble.found).toEqual([])
    expect(workers).toEqual([expect.stringMatching(/^http.*\/assets\/.*worker.*\.js$/)])
  })
})

test('while it is developed it holds a conversation, with the packages as Vite prepares them', async ({ page }) => {
  const server = await app.serve('dev:page', service())
  try {
    const trouble = await watch(page)
    await withoutPeerConnections(page)
    await converse(page, server.url)
    expect(trouble.found).toEqual([])
  } finally {
    await server.stop()
  }
})
