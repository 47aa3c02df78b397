import { test as base, type Locator, type Page } from '@playwright/test'
import { chromium } from './environment.ts'
import { recordingFlag, type Recording } from './recordings.ts'

/** Launches Chromium with a recording as its microphone, and whatever else the story needs. */
export const withMicrophone = (recording: Recording, ...more: string[]) => ({
  launchOptions: {
    executablePath: chromium.path,
    args: [...chromium.args, chromium.allowing, recordingFlag(recording), ...more],
  },
})

/** What stories do in the studio, in the words of its user. */
export class Studio {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }
  async open(address = '/'): Promise<void> {
    await this.page.goto(`${address}studio`)
  }
  async start(address = '/'): Promise<void> {
    await this.open(address)
    await this.press('Start')
    await this.connected.waitFor()
  }
  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click()
  }
  /** Types a message; the composer stays open. */
  async type(text: string): Promise<void> {
    if (!(await this.message.isVisible())) await this.press('Type instead')
    await this.message.fill(text)
    await this.message.press('Enter')
  }
  row(role: 'user' | 'assistant' | 'tool'): Locator {
    return this.page.getByRole('list', { name: 'Conversation' }).locator(`li[data-role="${role}"]`)
  }
  get connected(): Locator {
    return this.page.getByText('Connected', { exact: true })
  }
  get message(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' })
  }
}

export const story = base.extend<{ studio: Studio }>({
  studio: async ({ page }, hand) => hand(new Studio(page)),
})
