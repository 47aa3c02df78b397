import { expect, test, type Page } from '@playwright/test'
import { addresses, chromium } from '../environment.ts'
import { recordingFlag } from '../recordings.ts'

test.use({
  launchOptions: {
    executablePath: chromium.path,
    args: [...chromium.args, chromium.allowing, recordingFlag('silence')],
  },
})

const start = (page: Page) => page.getByRole('button', { name: 'Start', exact: true }).click()

test.describe('with a microphone', () => {
  test('a server that is down ends in a message that says so, and a way to try again', async ({ page }) => {
    await page.goto(addresses.deafApp)
    await start(page)
    await expect(page.getByText(/voice server is not answering/i).first()).toBeVisible()
    await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeEnabled()
  })

  test('a route that makes no secret ends in a message, and the next attempt works', async ({ page }) => {
    await page.route('**/api/realtime/secret', (route) => route.fulfill({ status: 500, body: 'no' }), { times: 1 })
    await page.goto('/')
    await start(page)
    await expect(page.getByText(/could not make a key/i).first()).toBeVisible()
    await start(page)
    await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  })

  test('closing the tab in the middle of an answer leaves no session on the server', async ({ page, request }) => {
    const sessions = async (): Promise<number> =>
      ((await (await request.get(addresses.server)).json()) as { sessions: number }).sessions
    const before = await sessions()
    await page.goto('/')
    await start(page)
    await expect(page.getByText('Connected', { exact: true })).toBeVisible()
    await expect.poll(sessions).toBe(before + 1)
    await page.close()
    await expect.poll(sessions, { timeout: 40_000 }).toBe(before)
  })

  test('ending releases the microphone and the sound', async ({ page }) => {
    await page.addInitScript(() => {
      const own = { tracks: [] as MediaStreamTrack[], contexts: [] as AudioContext[] }
      Object.assign(window, { own })
      const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        const stream = await get(constraints)
        own.tracks.push(...stream.getTracks())
        return stream
      }
      window.AudioContext = new Proxy(AudioContext, {
        construct(target, args: [AudioContextOptions?]) {
          const context = new target(...args)
          own.contexts.push(context)
          return context
        },
      })
    })
    await page.goto('/')
    await start(page)
    await expect(page.getByText('Connected', { exact: true })).toBeVisible()
    const states = () =>
      page.evaluate(() => {
        const { own } = window as unknown as { own: { tracks: MediaStreamTrack[]; contexts: AudioContext[] } }
        return {
          tracks: own.tracks.map((track) => track.readyState),
          contexts: own.contexts.map((context) => context.state),
        }
      })
    await expect.poll(async () => (await states()).tracks).toEqual(['live'])
    await page.getByRole('button', { name: 'End' }).click()
    await expect.poll(async () => [...new Set((await states()).tracks)]).toEqual(['ended'])
    await expect.poll(async () => [...new Set((await states()).contexts)]).toEqual(['closed'])
  })
})

test.describe('without leave to use the microphone', () => {
  test('the session still connects, says that the microphone is blocked and what to do, and takes text', async ({
    page,
  }) => {
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('Permission denied', 'NotAllowedError'))
    })
    await page.goto('/')
    await start(page)
    await expect(page.getByText('Connected', { exact: true })).toBeVisible()
    await expect(page.getByText('Microphone blocked').first()).toBeVisible()
    await expect(page.getByText(/Microphone to Allow/).first()).toBeVisible()
  })
})

test.describe('with no microphone at all', () => {
  test('the session connects and says that none was found', async ({ page }) => {
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('Requested device not found', 'NotFoundError'))
    })
    await page.goto('/')
    await start(page)
    await expect(page.getByText('Connected', { exact: true })).toBeVisible()
    await expect(page.getByText('No microphone found').first()).toBeVisible()
  })
})
