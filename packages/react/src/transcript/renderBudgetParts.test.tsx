import { act } from '@testing-library/react'
import { Profiler, type ReactElement } from 'react'
import { describe, expect, test } from 'vitest'
import type { RealtimeItem } from '@parley/core'
import * as Captions from '../captions/Captions.parts.ts'
import * as Latency from '../latency/Latency.parts.ts'
import * as Mic from '../microphone/Mic.parts.ts'
import { NoticeRail } from '../notices/NoticeRail.tsx'
import * as Session from '../session/Session.parts.ts'
import * as Speaker from '../speaker/Speaker.parts.ts'
import { createFakeSession, renderWithSession } from '../testing/index.ts'
import * as Visualizer from '../visualizer/Visualizer.parts.ts'
import * as Transcript from './Transcript.parts.ts'

const createdAt = 1_700_000_000_000
const history = (rows: number): RealtimeItem[] =>
  Array.from({ length: rows }, (_, i) => ({
    id: `old_${i}`,
    type: 'message',
    role: 'user',
    status: 'completed',
    createdAt: createdAt + i,
    content: [{ type: 'input_text', text: `Turn ${i}` }],
  }))

/** The real parts under counters: renders of each row, commits of everything else. */
function createPage() {
  const rows: string[] = []
  const commits: string[] = []
  const note = (name: string): void => void commits.push(name)
  const ui: ReactElement = (
    <Profiler id="page" onRender={note}>
      <Transcript.Root>
        <Transcript.Viewport>
          <Transcript.List>
            {(id) => (
              <Profiler id={id} onRender={(row) => void rows.push(row)}>
                <Transcript.Item id={id} />
              </Profiler>
            )}
          </Transcript.List>
        </Transcript.Viewport>
        <Transcript.JumpToLatest />
        <Transcript.Announcer verbosity="off" />
      </Transcript.Root>
      <Visualizer.Bars />
      <Visualizer.Waveform />
      <Visualizer.Ring />
      <Visualizer.Dots />
      <Visualizer.Meter />
      <Session.StatusText />
      <Mic.Toggle />
      <Mic.Level />
      <Speaker.Volume />
      <Latency.Root />
      <NoticeRail />
    </Profiler>
  )
  const reset = (): void => {
    rows.length = 0
    commits.length = 0
  }
  return { ui, rows, commits, reset }
}

describe('render budgets with 1,000 rows and five visualizers', () => {
  test('levels at 60 a second on both sides render nothing', async () => {
    const { ui, commits, reset } = createPage()
    const { microphone, speaker, step, agent } = await renderWithSession(ui, { initialHistory: history(1000) })
    await step(() => agent.begins('Speaking now.'))
    reset()
    await act(async () => {
      for (let i = 0; i < 60; i++) {
        microphone.level(Math.abs(Math.sin(i)) / 2)
        speaker.level(Math.abs(Math.cos(i)) / 2)
        await new Promise<void>((resolve) => requestAnimationFrame(() => resolve()))
      }
    })
    expect(commits).toEqual([])
    expect(microphone.levelListeners).toBe(1)
    expect(speaker.levelListeners).toBe(1)
    expect(microphone.opened).toBe(1)
  })

  test('a transcript delta renders exactly its row, in one commit', async () => {
    const { ui, rows, commits, reset } = createPage()
    const { step, agent, container } = await renderWithSession(ui, { initialHistory: history(1000) })
    let id = ''
    await step(() => (id = agent.begins('It is ')))
    expect(container.querySelectorAll('[data-slot="transcript-item"]')).toHaveLength(1001)
    reset()
    await step(() => agent.continues('sunny '))
    expect(rows).toEqual([id])
    expect(commits).toEqual(['page'])
  })

  test('a frame with a hundred deltas is one commit of one row', async () => {
    let flush: (() => void) | null = null
    const fake = createFakeSession({ initialHistory: history(1000), schedule: (due) => (flush = due) })
    const frame = (): Promise<void> =>
      act(async () => {
        const due = flush
        flush = null
        due?.()
      })
    const { ui, rows, commits, reset } = createPage()
    const { step, agent } = await renderWithSession(ui, { fake })
    await frame()
    let id = ''
    await step(() => (id = agent.begins('It ')))
    await frame()
    reset()
    await step(() => {
      for (let i = 0; i < 100; i++) agent.continues('goes on ')
    })
    expect(commits).toEqual([])
    await frame()
    expect(rows).toEqual([id])
    expect(commits).toEqual(['page'])
  })

  test('captions render with the words alone', async () => {
    const commits: string[] = []
    const { microphone, speaker, step, agent, clock } = await renderWithSession(
      <Profiler id="captions" onRender={(name) => void commits.push(name)}>
        <Captions.Root />
      </Profiler>,
    )
    await step(() => agent.begins('One two three.'))
    commits.length = 0
    await step(() => {
      microphone.level(0.5)
      speaker.level(0.5)
    })
    await step(() => clock.advance(50))
    expect(commits).toEqual([])
    // Once a word; the last one may still be half a word until the answer is complete.
    for (let i = 0; i < 40; i++) await step(() => clock.advance(50))
    expect(commits.length).toBe(2)
    await step(() => agent.ends())
    for (let i = 0; i < 10; i++) await step(() => clock.advance(50))
    expect(commits.length).toBe(3)
  })
})
