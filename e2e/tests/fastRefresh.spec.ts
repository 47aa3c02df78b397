import { expect } from '@playwright/test'
import { addresses } from '../environment.ts'
import { story, withMicrophone } from '../story.ts'

story.use(withMicrophone('silence'))

story('the component that has the session is edited during a conversation, which goes on', async ({ studio, page }) => {
  let pagesLoaded = 0
  page.on('load', () => (pagesLoaded += 1))
  await studio.start(addresses.editableApp)
  await studio.type('My name is Ada')
  await expect(studio.row('assistant').last()).toContainText('Nice to meet you, Ada')

  await page.request.get(`${addresses.editableApp}edit`)
  await expect(page.getByText('Edited while you talk.')).toBeVisible()
  await expect(studio.row('user').first()).toContainText('My name is Ada')
  // A session made anew would offer to start, and know of no Ada.
  await studio.type('What is my name?')
  await expect(studio.row('assistant').last()).toContainText('Your name is Ada')
  await expect(studio.connected).toBeVisible()
  expect(pagesLoaded).toBe(1)
})
