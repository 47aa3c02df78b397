import { render, screen } from '@testing-library/react'
import { expect, onTestFinished, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createMemoryServer } from '@parley/local-server/memory'
import { trainDeskScript } from '../stories/trainDesk.ts'
import { TrainDeskAgent } from '../stories/TrainDeskAgent.tsx'

const heardWords = (): number => document.querySelectorAll('[data-slot="transcript-word"]:not([data-unheard])').length

test('an answer that End cuts off is shown as cut where it was, with real sound', async () => {
  const server = createMemoryServer({ script: trainDeskScript })
  onTestFinished(() => server.close())
  render(<TrainDeskAgent server={server} mic={false} visualizer="bars" />)
  await userEvent.click(screen.getByRole('button', { name: 'Start' }))
  await expect.poll(heardWords, { timeout: 8000 }).toBeGreaterThan(1)
  await userEvent.click(screen.getByRole('button', { name: 'End' }))
  await screen.findByRole('button', { name: 'Start again' })
  const row = await screen.findByRole('listitem')
  // The word that was being said when the end came is not counted as heard.
  await expect.poll(() => row.textContent).toMatch(/Rail .*interrupted hereNot heard: .*about\?$/)
  // Nor does the loudness it had stay behind.
  expect(row.style.getPropertyValue('--rt-level')).toBe('')
})
