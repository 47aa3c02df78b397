import { expect, type Page } from '@playwright/test'
import { addresses } from '../environment.ts'
import { Line } from '../line.ts'
import { story, withMicrophone, type Studio } from '../story.ts'

story.use(withMicrophone('silence'))

const choose = async (page: Page, transport: 'WebRTC' | 'WebSocket'): Promise<void> => {
  const list = page.getByRole('combobox', { name: 'Connection' })
  if (!(await list.isVisible())) await page.getByRole('button', { name: 'Workbench' }).click()
  await list.selectOption({ label: transport })
  await expect(page.getByText(`${transport} is in use.`)).toBeVisible()
}

const remembersTheName = async (studio: Studio): Promise<void> => {
  await studio.type('What is my name?')
  await expect(studio.row('assistant').last()).toContainText('Your name is Ada')
}

story('the transport is changed in the middle of a conversation, which goes on', async ({ studio, page }) => {
  await studio.start()
  await studio.type('My name is Ada')
  await expect(studio.row('assistant').last()).toContainText('Nice to meet you, Ada')
  await choose(page, 'WebSocket')
  await expect(studio.row('user').first()).toContainText('My name is Ada')
  await remembersTheName(studio)
  await choose(page, 'WebRTC')
  await remembersTheName(studio)
})

story(
  'where WebRTC is blocked a WebSocket carries the conversation, and the page says so',
  async ({ studio, page }) => {
    await page.route('**/v1/realtime/calls**', (route) => route.abort('connectionrefused'))
    await studio.start()
    await expect(page.getByText('WebSocket instead of WebRTC')).toBeVisible()
    await studio.press('Workbench')
    await expect(page.getByText('WebSocket, because WebRTC could not connect here.')).toBeVisible()
    await studio.type('What is the capital of Australia?')
    await expect(studio.row('assistant').last()).toContainText('Canberra')
  },
)

story('a cut connection comes back by itself, and the agent remembers', async ({ studio, page }) => {
  await using line = await new Line().mend()
  await studio.start(addresses.lineApp)
  await choose(page, 'WebSocket')
  await studio.type('My name is Ada')
  await expect(studio.row('assistant').last()).toContainText('Nice to meet you, Ada')
  await line.cut()
  await expect(page.getByText('Connection lost', { exact: true })).toBeVisible()
  await expect(page.getByRole('status', { name: 'Notices' })).toContainText('Reconnecting')
  await line.mend()
  await expect(studio.connected).toBeVisible()
  await remembersTheName(studio)
})

story('a reloaded page goes on where it was, with the agent who was talking', async ({ studio, page }) => {
  await studio.start()
  await studio.type('My name is Ada')
  await expect(studio.row('assistant').last()).toContainText('Nice to meet you, Ada')
  await studio.type('Transfer me to Theo')
  await expect(page.getByText('Theo, bookings')).toBeVisible()
  await expect(studio.row('assistant').last()).toContainText("I'm Theo")
  await page.reload()
  await expect(page.getByText('Theo, bookings')).toBeVisible()
  await expect(studio.row('user').first()).toContainText('My name is Ada')
  await expect(studio.row('tool').last()).toContainText('done')
  await studio.press('Go on')
  await studio.connected.waitFor()
  await remembersTheName(studio)
  await studio.press('End')
  await studio.press('New conversation')
  await studio.connected.waitFor()
  await expect(studio.row('user')).toHaveCount(0)
})

story('events that arrive broken are told by name, and the session goes on', async ({ studio, page }) => {
  await page.route('**/api/realtime/config', async (route) => {
    const { url } = (await (await route.fetch()).json()) as { url: string }
    await route.fulfill({ json: { url: `${url}?fault=malformed:0.4,seed:3` } })
  })
  // The recording is silent, which the page mentions first.
  await page.addLocatorHandler(page.getByText(/No sound from the microphone/), () => studio.press('Dismiss'))
  await studio.start()
  await studio.type('What is the capital of Australia?')
  await expect(page.getByRole('status', { name: 'Notices' })).toContainText(
    'The server sent a frame that is not JSON; it was ignored.',
  )
  await studio.type('What is the capital of Japan?')
  await expect(studio.row('assistant').last()).toContainText('Tokyo')
  await expect(studio.connected).toBeVisible()
})
