import { expect } from '@playwright/test'
import { listenToMicrophone, microphoneIs } from '../microphone.ts'
import { story, withMicrophone } from '../story.ts'
import { words } from '../words.ts'

story.use(withMicrophone('late'))

story('while a key is held, and only then, what is said is the turn', async ({ studio, page }) => {
  await listenToMicrophone(page)
  await studio.start()
  await studio.press('Workbench')
  await page.getByRole('checkbox', { name: /Hold a key to talk/ }).check()
  await studio.press('Workbench')
  await page.getByText('Listening', { exact: true }).click()
  await page.keyboard.down('Space')
  await expect(page.getByRole('button', { name: /Hold to talk/ })).toHaveAttribute('aria-pressed', 'true')
  await microphoneIs(page, 'speaking')
  await microphoneIs(page, 'silent')
  // Without a key released nothing is taken for the end of a turn.
  await expect(studio.row('user')).toHaveCount(0)
  await page.keyboard.up('Space')
  await expect
    .poll(async () => words(await studio.row('user').first().textContent()))
    .toContain('the capital of australia')
  await expect(studio.row('assistant').last()).toContainText('Canberra')
})
