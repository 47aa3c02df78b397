import { expect, test } from '@playwright/test'
import { chromium } from '../environment.ts'
import { listen, loudestSoFar } from '../loudness.ts'
import { recordingFlag } from '../recordings.ts'
import { words } from '../words.ts'

test.use({
  launchOptions: {
    executablePath: chromium.path,
    args: [...chromium.args, chromium.allowing, recordingFlag('question')],
  },
})

test('a spoken question is written down, answered with the help of a tool, and the answer is heard', async ({
  page,
}) => {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  await listen(page)
  await page.goto('/studio')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()

  const conversation = page.getByRole('list', { name: 'Conversation' })
  const question = conversation.locator('li[data-role="user"]').first()
  await expect.poll(async () => words(await question.textContent())).toContain('what is the weather like in paris')
  await expect(conversation.locator('li[data-role="tool"]')).toContainText(/get_weather.*Paris/)
  const answer = conversation.locator('li[data-role="assistant"]').last()
  await expect(answer).toContainText(/degrees/)
  await expect.poll(() => loudestSoFar(page)).toBeGreaterThan(0.01)
  await expect(answer).toHaveAttribute('data-state', 'final')

  await page.getByRole('button', { name: 'End', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible()
  expect(problems).toEqual([])
})
