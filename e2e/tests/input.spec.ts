import { expect } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { story, withMicrophone } from '../story.ts'

const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

story.use(withMicrophone('silence'))

story('a picture is shown in the transcript and reaches the agent', async ({ studio, page }) => {
  await studio.start()
  await studio.press('Type instead')
  const file = { name: 'pixel.png', mimeType: 'image/png', buffer: Buffer.from(onePixel, 'base64') }
  await page.locator('input[type="file"]').setInputFiles(file)
  await expect(page.getByRole('img', { name: 'pixel.png' })).toBeVisible()
  await studio.press('Send')
  await expect(studio.row('user').last().getByRole('img', { name: 'Image' })).toBeVisible()
  await expect(studio.row('assistant').last()).toContainText('Your picture has arrived')
})

story('the transcript is saved as a file', async ({ studio, page }) => {
  await studio.start()
  await studio.type('What is the capital of Australia?')
  await expect(studio.row('assistant').last()).toContainText('Canberra')
  await studio.press('End')
  await page.getByText('Save transcript').click()
  const downloading = page.waitForEvent('download')
  await studio.press('Plain text')
  const download = await downloading
  expect(download.suggestedFilename()).toBe('conversation.txt')
  const text = await readFile(await download.path(), 'utf8')
  expect(text).toContain('What is the capital of Australia?')
  expect(text).toContain('Canberra')
})
