import { expect, type Page } from '@playwright/test'
import { listen, loudestSoFar } from '../loudness.ts'

export interface Trouble {
  /** What the page's content policy refused, and what the page threw or reported as an error. */
  found: string[]
}

/** Notes what a visitor would see in the console of a page that is not quite right. */
export async function watch(page: Page): Promise<Trouble> {
  const found: string[] = []
  page.on('pageerror', (error) => found.push(`thrown: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') found.push(`console: ${message.text()}`)
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`refused by the content policy: ${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  return { found }
}

/** Starts, types a question, and expects the tool's answer in writing and to be heard. */
export async function converse(page: Page, url: string): Promise<void> {
  await listen(page)
  await page.goto(url)
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('button', { name: 'Type instead' }).click()
  await page.getByRole('textbox').fill('What time is it in Tokyo?')
  await page.getByRole('textbox').press('Enter')
  const answer = page.getByRole('list', { name: 'Conversation' }).locator('li[data-role="assistant"]').last()
  await expect(answer).toContainText(/It is \d\d:\d\d in Tokyo\./)
  await expect.poll(() => loudestSoFar(page)).toBeGreaterThan(0.01)
}

/** A browser, or a network, in which peer connections do not work: the session must do without. */
export const withoutPeerConnections = (page: Page): Promise<unknown> =>
  page.addInitScript(() => Reflect.deleteProperty(window, 'RTCPeerConnection'))
