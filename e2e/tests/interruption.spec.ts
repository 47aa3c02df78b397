import { expect, test } from '@playwright/test'
import { chromium } from '../environment.ts'
import { listen, loudestSoFar, loudnessNow } from '../loudness.ts'
import { recordingFlag } from '../recordings.ts'
import { words } from '../words.ts'

test.use({
  launchOptions: {
    executablePath: chromium.path,
    args: [...chromium.args, chromium.allowing, recordingFlag('interruption')],
  },
})

test('a second voice during the answer stops it, and the transcript marks what was not heard', async ({ page }) => {
  await listen(page)
  await page.goto('/')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  const conversation = page.getByRole('list', { name: 'Conversation' })
  const story = conversation.locator('li[data-role="assistant"]').first()
  await expect.poll(() => loudestSoFar(page)).toBeGreaterThan(0.01)

  await expect(story).toHaveAttribute('data-state', 'interrupted')
  await expect.poll(() => loudnessNow(page), { timeout: 3_000 }).toBeLessThan(0.005)
  await expect(story.getByText('interrupted here')).toBeVisible()
  await expect(story.locator('[data-slot="transcript-heard"]')).not.toBeEmpty()
  await expect(story.locator('[data-slot="transcript-unheard"]')).not.toBeEmpty()

  const second = conversation.locator('li[data-role="user"]').nth(1)
  await expect.poll(async () => words(await second.textContent())).toContain('what is the capital of australia')
  await expect(conversation.locator('li[data-role="assistant"]').last()).toContainText('Canberra')
})
