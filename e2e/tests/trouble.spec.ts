import { expect, test, type Page } from '@playwright/test'
import { startLocalServer, type Responder } from '@parley/local-server'
import { createPreparedVoice } from '@parley/local-server/memory'
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
    await page.goto(`${addresses.lineApp}studio`)
    await start(page)
    await expect(page.getByText(/voice server is not answering/i).first()).toBeVisible()
    await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeEnabled()
  })

  test('a route that makes no secret ends in a message, and the next attempt works', async ({ page }) => {
    await page.route('**/api/realtime/secret', (route) => route.fulfill({ status: 500, body: 'no' }), { times: 1 })
    await page.goto('/studio')
    await start(page)
    await expect(page.getByText(/could not make a key/i).first()).toBeVisible()
    await start(page)
    await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  })

  test('closing the tab in the middle of an answer ends the session and the making of the answer', async ({ page }) => {
    let writing = false
    const endless: Responder = {
      async *respond(_request, signal) {
        writing = true
        try {
          while (!signal.aborted) {
            yield { type: 'text', text: 'And then another wave came in. ' }
            await new Promise((resolve) => setTimeout(resolve, 50))
          }
        } finally {
          writing = false
        }
      },
    }
    const silent = { detector: null, recognizer: null, voice: createPreparedVoice() }
    const server = await startLocalServer({ port: addresses.linePort, responder: endless, ...silent })
    try {
      await page.goto(addresses.lineApp)
      await start(page)
      await page.getByRole('button', { name: 'Type instead' }).click()
      await page.getByRole('textbox').fill('Tell me a story that never ends')
      await page.keyboard.press('Enter')
      await expect(page.getByText(/another wave came in.*another wave/)).toBeVisible()
      expect([server.sessionCount(), writing]).toEqual([1, true])
      await page.close()
      await expect.poll(() => [server.sessionCount(), writing], { timeout: 40_000 }).toEqual([0, false])
    } finally {
      await server.close()
    }
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
