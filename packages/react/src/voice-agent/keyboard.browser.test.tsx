import { act, render, screen } from '@testing-library/react'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createMemoryServer } from '@parley/local-server/memory'
import { Bars } from '../visualizer/VisualizerBars.tsx'
import * as Mic from '../microphone/Mic.parts.ts'
import * as Transcript from '../transcript/Transcript.parts.ts'
import { createFakeSession, renderWithSession, type FakeSession } from '../testing/index.ts'
import { trainDeskScript } from '../stories/trainDesk.ts'
import { TrainDeskAgent } from '../stories/TrainDeskAgent.tsx'
import '../styles.css'

const settle = (fake: FakeSession): Promise<void> =>
  act(async () => {
    for (let i = 0; i < 5; i++) await fake.clock.settle()
    await new Promise<void>((resolve) => requestAnimationFrame(() => resolve()))
  })
const focused = (): string => {
  const element = document.activeElement
  return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? ''
}
const tabTo = async (name: RegExp): Promise<string[]> => {
  const walked: string[] = []
  for (let i = 0; i < 20; i++) {
    await userEvent.tab()
    walked.push(focused())
    if (name.test(focused())) return walked
  }
  throw new Error(`Tab never came to ${String(name)}, but to: ${walked.join(' | ')}`)
}
const shown = (words: string): Promise<void> =>
  expect.poll(() => screen.getByRole('region', { name: 'Conversation' }).textContent, wait).toContain(words)
const wait = { timeout: 8000 }

/** A microphone that hears nothing, without asking anybody. */
function silence(): MediaStream {
  const context = new AudioContext()
  onTestFinished(() => context.close())
  return context.createMediaStreamDestination().stream
}

describe('by keyboard alone', () => {
  test('a whole conversation with a real server: start, mute, type, approve, open a tool, end, start again', async () => {
    const server = createMemoryServer({ script: trainDeskScript })
    onTestFinished(() => server.close())
    render(<TrainDeskAgent server={server} mic={{ stream: silence() }} visualizer="bars" />)
    await tabTo(/^Start$/)
    await userEvent.keyboard('{Enter}')
    await shown('Which journey is it about?')
    expect([focused(), server.sessionCount()]).toEqual(['End', 1])

    await userEvent.keyboard('{Home}')
    expect(focused()).toBe('Mute microphone')
    const muted = (): string | null => document.activeElement!.getAttribute('aria-pressed')
    await userEvent.keyboard(' ')
    await expect.poll(muted, wait).toBe('true')
    expect(focused()).toBe('Mute microphone')
    await userEvent.keyboard(' ')
    await expect.poll(muted, wait).toBe('false')

    for (let i = 0; i < 6 && focused() !== 'Type instead'; i++) await userEvent.keyboard('{ArrowRight}')
    await userEvent.keyboard('{Enter}')
    await screen.findByRole('textbox', { name: 'Message' })
    for (let i = 0; i < 5 && focused() !== 'Message'; i++) await userEvent.tab({ shift: true })
    await userEvent.keyboard('Which trains go to Porto?{Enter}')
    await shown('the 08:09, the 09:39 and the 11:39')

    await userEvent.keyboard('The first one, by the window.{Enter}')
    await screen.findByRole('group', { name: /change_booking/ }, wait)
    expect(focused()).toBe('Message')
    await userEvent.keyboard('{Alt>}a{/Alt}')
    await shown('You are on the 08:09')
    expect(focused()).toBe('Message')

    await tabTo(/^find_trains/)
    const details = document.activeElement!.closest('details')!
    await userEvent.keyboard('{Enter}')
    expect(details.open).toBe(true)

    await tabTo(/^(Mute microphone|Type instead|End)$/)
    await userEvent.keyboard('{End}')
    expect(focused()).toBe('End')
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => server.sessionCount(), wait).toBe(0)
    await expect.poll(focused, wait).toBe('Start again')
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => server.sessionCount(), wait).toBe(1)
  }, 30_000)

  test('a held space bar talks, and scrolls nothing', async () => {
    const fake = createFakeSession({ config: { modelSettings: { turnDetection: null } } })
    await renderWithSession(
      <div style={{ height: 4000 }}>
        <Mic.PushToTalk minHoldMs={0} />
      </div>,
      { fake },
    )
    await userEvent.keyboard('[Space>]')
    await userEvent.keyboard('[Space>]')
    await settle(fake)
    expect(screen.getByRole('button').getAttribute('aria-pressed')).toBe('true')
    expect(window.scrollY).toBe(0)
    await userEvent.keyboard('[/Space]')
    await settle(fake)
    expect(screen.getByRole('button').getAttribute('aria-pressed')).toBe('false')
  })
})

describe('in a real page', () => {
  test('the transcript follows its end, stays where the reader scrolls, and jumps back', async () => {
    const fake = createFakeSession()
    await renderWithSession(
      <Transcript.Root style={{ height: 300, display: 'grid', gridTemplateRows: 'minmax(0, 1fr)' }}>
        <Transcript.Viewport style={{ overflow: 'auto' }}>
          <Transcript.List />
        </Transcript.Viewport>
        <Transcript.JumpToLatest />
      </Transcript.Root>,
      { fake },
    )
    const viewport = screen.getByRole('region', { name: 'Conversation' })
    const rest = (): number => viewport.scrollHeight - viewport.scrollTop - viewport.clientHeight
    const say = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) await act(async () => void fake.agent.says(`Sentence ${i} of a long story.`))
      await settle(fake)
      await settle(fake)
    }
    await say(20)
    expect(viewport.scrollHeight).toBeGreaterThan(600)
    expect(rest()).toBeLessThan(2)
    await act(async () => viewport.scrollTo({ top: 0, behavior: 'instant' }))
    await settle(fake)
    await settle(fake)
    await say(3)
    expect(viewport.scrollTop).toBe(0)
    const jump = screen.getByRole('button', { name: '3 new, jump to latest' })
    await userEvent.click(jump)
    await settle(fake)
    expect(rest()).toBeLessThan(2)
  })

  test('a visualizer draws the level, and its loop stops when nothing moves any more', async () => {
    const fake = createFakeSession()
    const { container } = await renderWithSession(<Bars size={120} motion="full" state="both" />, { fake })
    const canvas = container.querySelector('canvas')!
    const painted = (): number => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      return data.reduce((sum, value, i) => (i % 4 === 3 ? sum + value : sum), 0)
    }
    const frames = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) await new Promise<void>((resolve) => requestAnimationFrame(() => resolve()))
    }
    await frames(5)
    const quiet = painted()
    expect(quiet).toBeGreaterThan(0)
    for (let i = 0; i < 20; i++) {
      fake.speaker.level(0.3 + i / 1000)
      fake.microphone.level(0.3 + i / 1000)
      await frames(1)
    }
    expect(painted()).toBeGreaterThan(quiet)
    fake.speaker.level(0)
    fake.microphone.level(0)
    await expect.poll(() => still(canvas), { timeout: 5000 }).toBe(true)
  })
})

/** Whether nothing is drawn for five frames. */
async function still(canvas: HTMLCanvasElement): Promise<boolean> {
  const context = canvas.getContext('2d')!
  const clear = vi.spyOn(context, 'clearRect')
  for (let i = 0; i < 5; i++) await new Promise<void>((resolve) => requestAnimationFrame(() => resolve()))
  const drawn = clear.mock.calls.length
  clear.mockRestore()
  return drawn === 0
}
