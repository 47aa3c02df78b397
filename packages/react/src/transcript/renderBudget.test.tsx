import { act, screen } from '@testing-library/react'
import { Profiler, type ReactElement } from 'react'
import { describe, expect, test } from 'vitest'
import type { RealtimeItem } from '@parley/core'
import { createFakeSession, renderWithSession } from '../testing/index.ts'
import { Bars } from '../visualizer/VisualizerBars.tsx'
import * as Mic from '../microphone/Mic.parts.ts'
import * as Transcript from './Transcript.parts.ts'
import { useTranscriptIds } from './useTranscriptIds.ts'
import { useTranscriptItem } from './useTranscriptItem.ts'

/** Counts what React does: commits of the whole page, and renders of each row. */
function counters(): { commits: () => number; rows: Map<string, number>; ui: ReactElement; reset(): void } {
  const rows = new Map<string, number>()
  let commits = 0
  function Row({ id }: { id: string }): ReactElement {
    rows.set(id, (rows.get(id) ?? 0) + 1)
    return <li>{useTranscriptItem(id).text}</li>
  }
  function List(): ReactElement {
    return (
      <ul>
        {useTranscriptIds().map((id) => (
          <Row key={id} id={id} />
        ))}
      </ul>
    )
  }
  const ui = (
    <Profiler id="page" onRender={() => void commits++}>
      <List />
      <Mic.Toggle />
      <Mic.Level />
      <Bars />
      <Bars />
      <Bars />
    </Profiler>
  )
  const reset = (): void => {
    commits = 0
    rows.clear()
  }
  return { commits: () => commits, rows, ui, reset }
}

describe('what React renders', () => {
  test('a level renders nothing', async () => {
    const { commits, rows, ui, reset } = counters()
    const { microphone, speaker, agent, step } = await renderWithSession(ui)
    await step(() => agent.userSays('Hello'))
    reset()
    for (let i = 0; i < 100; i++) {
      await step(() => {
        microphone.level(Math.abs(Math.sin(i)))
        speaker.level(Math.abs(Math.cos(i)))
      })
    }
    expect(commits()).toBe(0)
    expect(rows.size).toBe(0)
  })

  test('five visualizers listen to one level, and to none after they are gone', async () => {
    const { ui } = counters()
    const { microphone, unmount } = await renderWithSession(ui)
    expect(microphone.opened).toBe(1)
    expect(microphone.levelListeners).toBeLessThanOrEqual(1)
    unmount()
    expect(microphone.levelListeners).toBe(0)
  })

  test('a delta renders its own row and no other', async () => {
    const { commits, rows, ui, reset } = counters()
    const { agent, step } = await renderWithSession(ui)
    for (let i = 0; i < 20; i++) await step(() => agent.userSays(`Turn ${i}`))
    let id = ''
    await step(() => (id = agent.begins('It is ')))
    reset()
    await step(() => agent.continues('sunny '))
    expect([...rows]).toEqual([[id, 1]])
    expect(commits()).toBe(1)
    expect(screen.getByText('It is sunny')).toBeDefined()
  })

  test('a frame makes one commit however many deltas it brought', async () => {
    const { commits, rows, ui, reset } = counters()
    let frame: (() => void) | null = null
    const fake = createFakeSession({ schedule: (flush) => (frame = flush) })
    const pass = (): Promise<void> =>
      act(async () => {
        while (frame) {
          const flush = frame
          frame = null
          flush()
          await fake.clock.settle()
        }
      })
    const { agent, step } = await renderWithSession(ui, { fake })
    await pass()
    await step(() => agent.begins('It '))
    await pass()
    reset()
    await step(() => {
      for (const word of ['is ', 'sunny ', 'and ', 'warm ', 'in ', 'Lisbon.']) agent.continues(word)
    })
    expect(commits()).toBe(0)
    await pass()
    expect(commits()).toBe(1)
    expect([...rows.values()]).toEqual([1])
  })

  test('a turn that is added to a thousand renders its own row and no other', async () => {
    const rendered: string[] = []
    function Row({ id }: { id: string }): ReactElement {
      rendered.push(id)
      return <Transcript.Item id={id} />
    }
    const initialHistory = Array.from({ length: 1000 }, (_, i): RealtimeItem => ({
      id: `old_${i}`,
      type: 'message',
      role: 'user',
      status: 'completed',
      createdAt: i,
      content: [{ type: 'input_text', text: `Turn ${i}` }],
    }))
    const { agent, step } = await renderWithSession(
      <Transcript.Root>
        <Transcript.List>{(id) => <Row id={id} />}</Transcript.List>
      </Transcript.Root>,
      { initialHistory },
    )
    expect(new Set(rendered).size).toBe(1000)
    rendered.length = 0
    let id = ''
    await step(() => (id = agent.userSays('One more')))
    expect([...new Set(rendered)]).toEqual([id])
    expect(screen.getByText('One more')).toBeDefined()
  })
})
