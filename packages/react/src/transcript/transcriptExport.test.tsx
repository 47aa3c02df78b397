import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { RealtimeAgent } from '@parley/core'
import { koLabels } from '../labels/ko.ts'
import { renderWithSession } from '../testing/index.ts'
import type { TranscriptFormat } from './formatTranscript.ts'
import * as Transcript from './Transcript.parts.ts'
import { useTranscriptExport } from './useTranscriptExport.ts'

const agent = new RealtimeAgent({ name: 'Nora' })

test('a conversation is saved as it is at the press, in every format, by one stable function', async () => {
  const made = new Set<(format: TranscriptFormat) => Blob>()
  const Probe = (): null => {
    made.add(useTranscriptExport())
    return null
  }
  const { agent: scripted, step, clock, rerender } = await renderWithSession(<Probe />, { agent })
  rerender(<Probe />)
  const [save] = made
  expect(made.size).toBe(1)
  expect(await save!('txt').text()).toBe('')
  await step(() => scripted.userSays('Hello *you*.'))
  await step(() => clock.advance(27_000))
  await step(() => scripted.says('Good & well.'))
  await step(() => clock.advance(2000))
  expect(await save!('txt').text()).toBe('[0:00] You: Hello *you*.\n[0:27] Nora: Good & well.\n')
  expect(await save!('md').text()).toContain('**You** (0:00)  \nHello \\*you\\*.')
  expect(JSON.parse(await save!('json').text())).toMatchObject([{ role: 'user' }, { text: 'Good & well.' }])
  expect(await save!('srt').text()).toContain('2\n00:00:27,000 --> 00:00:2')
  expect(await save!('vtt').text()).toMatch(/^WEBVTT\n\n[^]*<v Nora>Good &amp; well\.\n/)
  expect(save!('vtt').type).toContain('text/vtt')
})

test('the menu saves a file under its name, in the language of the page', async () => {
  const saved: string[] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download)
  })
  const { agent: scripted, step } = await renderWithSession(
    <Transcript.Root>
      <Transcript.ExportMenu fileName="call" />
    </Transcript.Root>,
    { agent, labels: koLabels },
  )
  await step(() => scripted.userSays('안녕하세요.'))
  await userEvent.click(screen.getByText(koLabels.exportTranscript))
  await userEvent.click(screen.getByRole('button', { name: koLabels.exportFormat('srt') }))
  expect(saved).toEqual(['call.srt'])
})
