import type { LocalServer } from '@parley/local-server'
import type { ViteDevServer } from 'vite'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startChromium, type PlainChromium, type Tab } from './plainChromium.ts'
import { createEar, servePage, startServer, story, type Ear } from './stage.ts'

/** What only a page can suffer, in Chromium as a user has it: tabs that are hidden, frozen, left and come back to. */

let pages: ViteDevServer
let address = ''
let chromium: PlainChromium
const undo: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  const served = await servePage()
  pages = served.server
  address = served.address
  chromium = await startChromium([
    // A page counts as hidden for long after one second, in place of five minutes.
    '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1',
  ])
}, 60_000)
afterAll(async () => {
  await chromium?.close()
  await pages?.close()
})
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

const slow = { timeout: 30_000 }
type Look = ReturnType<Window['cells']['look']>
const look = (tab: Tab): Promise<Look> => tab.evaluate('cells.look()')
const said = (text: string): string => `cells.say(${JSON.stringify(text)})`
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function allow(setting: 'granted' | 'denied' | 'prompt'): Promise<void> {
  await chromium.send('Browser.setPermission', {
    permission: { name: 'microphone' },
    setting,
    origin: new URL(address).origin,
  })
}

async function page(): Promise<Tab> {
  const tab = await chromium.open(address)
  undo.push(() => tab.close().catch(() => {}))
  await expect.poll(() => tab.evaluate('typeof cells'), slow).toBe('object')
  return tab
}
const starting = ({ url }: LocalServer, transport: string, mic = true): string =>
  `cells.start(${JSON.stringify(`${url}/v1`)}, '${transport}', true, ${mic})`
const greeting = ['user: hello', 'assistant: Hello there.']
const reply = ['user: anybody?', 'assistant: Still here.']
async function hello(tab: Tab): Promise<void> {
  await tab.evaluate(said('hello'))
  await expect.poll(async () => (await look(tab)).lines, slow).toEqual(greeting)
  await expect.poll(async () => (await look(tab)).state, slow).toBe('idle')
}
async function leave(tab: Tab): Promise<void> {
  await tab.send('Page.navigate', { url: 'about:blank' })
  await expect.poll(() => tab.evaluate('location.href'), slow).toBe('about:blank')
}
async function comeBack(tab: Tab): Promise<void> {
  await tab.evaluate('history.back()')
  await expect.poll(() => tab.evaluate('typeof window.cells'), slow).toBe('object')
}

interface Stage {
  tab: Tab
  server: LocalServer
  ear: Ear
}

/** A tab with a conversation in it, and the server that it is with. */
async function talk(transport: 'websocket' | 'webrtc'): Promise<Stage> {
  await allow('granted')
  const ear = createEar()
  const server = await startServer({}, 0, { detector: ear.detector })
  undo.push(() => server.close())
  const tab = await page()
  await tab.evaluate(starting(server, transport))
  await expect.poll(async () => (await look(tab)).microphone, slow).toBe('live')
  await heard(ear)
  return { tab, server, ear }
}

/** More of the microphone comes to the server. */
async function heard(ear: Ear): Promise<void> {
  const before = ear.loudMs()
  await expect.poll(() => ear.loudMs(), slow).toBeGreaterThan(before + 100)
}

async function silent(ear: Ear): Promise<void> {
  let before = -1
  await expect
    .poll(
      () => {
        const same = ear.loudMs() === before
        before = ear.loudMs()
        return same
      },
      { timeout: 30_000, interval: 1500 },
    )
    .toBe(true)
}

async function answers(tab: Tab): Promise<void> {
  await tab.evaluate(said('anybody?'))
  await expect.poll(async () => (await look(tab)).lines.at(-1), slow).toBe('assistant: Still here.')
}

describe.each(['websocket', 'webrtc'] as const)('over %s', (transport) => {
  test('a microphone whose permission is taken away is told of, and comes back when it is given again', async () => {
    const { tab, ear } = await talk(transport)
    await allow('denied')
    await expect.poll(async () => (await look(tab)).microphone, slow).toBe('denied')
    await silent(ear)
    expect((await look(tab)).status).toBe('connected')
    await answers(tab)
    await allow('granted')
    await tab.evaluate('cells.retryMicrophone()')
    await expect.poll(async () => (await look(tab)).microphone, slow).toBe('live')
    await heard(ear)
  }, 90_000)

  test('a microphone that is unplugged is told of, and used again when it is plugged in', async () => {
    const { tab, ear } = await talk(transport)
    await tab.evaluate('cells.unplug()')
    await expect.poll(async () => (await look(tab)).microphone, slow).toBe('not-found')
    await silent(ear)
    await answers(tab)
    await tab.evaluate('cells.plugIn()')
    await expect.poll(async () => (await look(tab)).microphone, slow).toBe('live')
    await heard(ear)
    expect(await tab.evaluate('cells.held().tracks')).toBe(1)
  }, 90_000)

  test('in a tab that has been hidden for long the voices of both sides go on, and the transcript follows', async () => {
    const { tab, ear } = await talk(transport)
    const other = await chromium.open('about:blank')
    undo.push(() => other.close())
    await other.show()
    await expect.poll(() => tab.evaluate('document.visibilityState'), slow).toBe('hidden')
    await wait(2000)
    await tab.evaluate(said('a long story'))
    await expect.poll(async () => (await look(tab)).state, slow).toBe('speaking')
    const { voice } = await look(tab)
    await expect.poll(async () => (await look(tab)).voice, slow).toBeGreaterThan(voice + 30)
    await heard(ear)
    await expect.poll(async () => (await look(tab)).lines.at(-1), slow).toContain(story)
    expect(await tab.evaluate('document.visibilityState')).toBe('hidden')
    await tab.show()
    await answers(tab)
    expect((await look(tab)).errors).toEqual([])
  }, 90_000)

  test.each(['is still there', 'has let go'])(
    'a page that slept ten minutes goes on in its conversation when the server %s',
    async (server) => {
      const { tab, ear, server: before } = await talk(transport)
      await hello(tab)
      await tab.send('Page.setWebLifecycleState', { state: 'frozen' })
      let after = before
      if (server === 'has let go') {
        await before.close()
        after = await startServer({}, before.port, { detector: ear.detector })
        undo.push(() => after.close())
      }
      await wait(3000)
      await tab.send('Page.setWebLifecycleState', { state: 'active' })
      await tab.evaluate('cells.oversleep(600_000)')
      expect(await tab.evaluate('cells.naps()')).toBe(1)
      await tab.evaluate(said('anybody?'))
      await expect.poll(async () => (await look(tab)).lines, slow).toEqual([...greeting, ...reply])
      expect((await look(tab)).status).toBe('connected')
      await heard(ear)
      await expect.poll(() => after.sessionCount(), slow).toBe(1)
      expect(await tab.evaluate('cells.held()')).toMatchObject({ tracks: 1, contexts: 1 })
    },
    90_000,
  )

  test.each(['wav', 'native'])(
    'a recording (%s) holds the sound and no key',
    async (format) => {
      const { tab } = await talk(transport)
      const file = await tab.evaluate<string>(`cells.record('${format}', 500)`)
      expect(file.length).toBeGreaterThan(5000)
      expect(file).not.toContain('sk-cells')
      expect(await tab.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).not.toContain(
        'sk-cells',
      )
    },
    60_000,
  )

  test('a page that listens is in no back/forward cache: left, its session ends; come back to, it starts with what was said', async () => {
    const { tab, server } = await talk(transport)
    await hello(tab)
    await tab.evaluate('cells.keep()')
    await leave(tab)
    await expect.poll(() => server.sessionCount(), slow).toBe(0)
    await comeBack(tab)
    expect(await tab.evaluate('cells.shown')).toEqual([false])
    await tab.evaluate(starting(server, transport))
    expect((await look(tab)).lines).toEqual(greeting)
    await answers(tab)
  }, 90_000)
})

test('a page out of the back/forward cache makes its connection again, with the conversation that it had', async () => {
  const server = await startServer()
  undo.push(() => server.close())
  const tab = await page()
  // A page that listens is never kept there.
  await tab.evaluate(starting(server, 'websocket', false))
  await hello(tab)
  await leave(tab)
  await comeBack(tab)
  expect(await tab.evaluate('cells.shown')).toEqual([false, true])
  await expect.poll(async () => (await look(tab)).status, slow).toBe('reconnecting')
  await expect.poll(async () => (await look(tab)).status, slow).toBe('connected')
  await tab.evaluate(said('anybody?'))
  await expect.poll(async () => (await look(tab)).lines, slow).toEqual([...greeting, ...reply])
  await expect.poll(() => server.sessionCount(), slow).toBe(1)
  await tab.evaluate('cells.stop()')
  await expect.poll(() => tab.evaluate('cells.held()'), slow).toMatchObject({ sockets: 0, contexts: 0, workers: 0 })
}, 60_000)
