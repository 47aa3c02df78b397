import { expect, test } from '@playwright/test'
import { createApp, type App } from './app.ts'
import type { Running } from './command.ts'
import { converse, watch, withoutPeerConnections } from './conversation.ts'

test.describe.configure({ mode: 'serial' })

let app: App
let voice: Running
const service = (): NodeJS.ProcessEnv => ({ OPENAI_BASE_URL: `${voice.url}/v1` })

test.beforeAll(async () => {
  app = await createApp('next', 'pnpm')
  voice = await app.voice()
})
test.afterAll(() => voice?.stop())

test('the Next.js app passes its own test', async () => {
  expect(await app.script('test')).toMatch(/Tests\s+1 passed/)
})

for (const [bundler, option] of [
  ['Turbopack', []],
  ['webpack', ['--webpack']],
] as const) {
  test.describe(`built with ${bundler}`, () => {
    let server: Running
    test.beforeAll(async () => {
      await app.script('build', ...option)
      server = await app.serve('start', service())
    })
    test.afterAll(() => server?.stop())

    test('it renders on the server, and holds a conversation over WebRTC', async ({ page, request }) => {
      const html = await (await request.get(server.url)).text()
      expect(html).toContain('data-slot="voice-agent"')
      expect(html).toMatch(/<button[^>]*>.*Start/)
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
      expect(workers).toHaveLength(1)
    })
  })
}
