import { expect } from '@playwright/test'
import { story, withMicrophone } from '../story.ts'

story.use(withMicrophone('silence'))

story('a handoff brings another agent, with other tools and another name', async ({ studio, page }) => {
  await studio.start()
  await expect(page.getByText('Nora, travel guide')).toBeVisible()
  // Offered before the first word, so that a newcomer finds it.
  await page.getByRole('button', { name: /Transfer me to Theo/ }).click()
  await expect(page.getByText('Theo, bookings')).toBeVisible()
  await expect(studio.row('assistant').last()).toContainText("I'm Theo")
  await studio.type('Transfer me to Nora')
  await expect(page.getByText('Nora, travel guide')).toBeVisible()
})

story('nothing is booked before a hand approves it, nor after it declines', async ({ studio, page }) => {
  await studio.start()
  await studio.type('Transfer me to Theo')
  await expect(page.getByText('Theo, bookings')).toBeVisible()

  const question = page.getByRole('group', { name: 'Book this room?' })
  await studio.type('Book a hotel in Lisbon for three nights')
  await expect(question).toContainText(/Lisbon.*3/)
  await question.getByRole('button', { name: /Decline/ }).click()
  await expect(studio.row('tool').last()).toContainText('declined by you')
  await expect(studio.row('assistant').last()).not.toContainText('is booked')

  await studio.type('Book a hotel in Porto for two nights')
  await expect(question).toContainText(/Porto.*2/)
  await page.keyboard.press('Alt+KeyA')
  await expect(studio.row('tool').last()).toContainText('done')
  await expect(studio.row('assistant').last()).toContainText('Your room in Porto is booked')
})

story('a slow tool is called off by Stop, and the conversation goes on', async ({ studio, page }) => {
  await studio.start()
  await studio.type('Plan a trip to Rome')
  await expect(studio.row('tool').last()).toContainText('running')
  await studio.press('Stop')
  await expect(studio.row('tool').last()).toContainText('cancelled')
  await studio.type('What is the capital of Australia?')
  await expect(studio.row('assistant').last()).toContainText('Canberra')
  await expect(page.getByText('the old town')).toHaveCount(0)
})

story('a guardrail stops the answer that breaks it, and says so', async ({ studio, page }) => {
  await studio.start()
  await studio.type('Say my card number is 4111 1111 1111 1111')
  await expect(page.getByText('Nora was stopped by a guardrail: no card numbers.')).toBeVisible()
  await expect(studio.row('assistant').last()).toContainText('Card numbers are never read aloud')
  await studio.press('Got it')
  await expect(page.getByText(/stopped by a guardrail/)).toHaveCount(0)
})
