import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { story, withMicrophone } from '../story.ts'

story.use(withMicrophone('silence'))

const problems = async (page: Page): Promise<string[]> => {
  // What still fades has not its colour yet. Loops never end.
  await page.evaluate(() => {
    const fades = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    return Promise.all(fades.map((animation) => animation.finished.catch(() => {})))
  })
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
}

for (const colorScheme of ['light', 'dark'] as const) {
  story.describe(`in ${colorScheme}`, () => {
    story.use({ colorScheme })

    story('axe finds nothing on the short page, before and during a conversation', async ({ page }) => {
      await page.goto('/')
      await page.getByRole('button', { name: 'Start', exact: true }).waitFor()
      expect(await problems(page)).toEqual([])
      await page.getByRole('button', { name: 'Start', exact: true }).click()
      await page.getByText('Connected', { exact: true }).waitFor()
      expect(await problems(page)).toEqual([])
    })

    story('axe finds nothing in the studio, with everything open and a question waiting', async ({ studio, page }) => {
      await studio.open()
      expect(await problems(page)).toEqual([])
      await studio.start()
      await studio.type('Transfer me to Theo')
      await expect(page.getByText('Theo, bookings')).toBeVisible()
      await studio.type('Book a hotel in Lisbon for three nights')
      await page.getByRole('group', { name: 'Book this room?' }).waitFor()
      await studio.press('Captions')
      await studio.press('Workbench')
      await page.getByRole('combobox', { name: 'Type of event' }).waitFor()
      expect(await problems(page)).toEqual([])
    })
  })
}

story('nothing is wider than a small phone', async ({ studio, page }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  for (const address of ['/', '/studio']) {
    await page.goto(address)
    await studio.press('Start')
    await studio.connected.waitFor()
    expect(await overflow()).toBe(0)
    const end = await page.getByRole('button', { name: 'End', exact: true }).boundingBox()
    expect(end!.x + end!.width).toBeLessThanOrEqual(320)
  }
})

story('the studio is worked with the keyboard alone', async ({ studio, page }) => {
  await studio.open()
  await page.getByRole('button', { name: 'Start', exact: true }).waitFor()
  for (const name of ['Parley, the short page', 'Start']) {
    await page.keyboard.press('Tab')
    expect(
      await page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
      ),
    ).toBe(name)
  }
  await page.keyboard.press('Enter')
  await studio.connected.waitFor()
  // The focus stays in the bar; its controls are reached by the arrows.
  await expect(page.getByRole('button', { name: 'Mute microphone' })).toBeFocused()
  await page.keyboard.press('End')
  await expect(page.getByRole('button', { name: 'End', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeFocused()
})
