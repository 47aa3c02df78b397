import { act, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test, vi } from 'vitest'
import { RealtimeAgent, tool } from '@parley/core'
import { renderWithSession } from '../testing/index.ts'
import * as Transcript from './Transcript.parts.ts'
import { useTranscriptItem } from './useTranscriptItem.ts'

const parts = (
  <Transcript.Root>
    <Transcript.Viewport>
      <Transcript.Empty />
      <Transcript.List />
    </Transcript.Viewport>
    <Transcript.JumpToLatest />
  </Transcript.Root>
)
const list = (): HTMLElement => screen.getByRole('list', { name: 'Conversation' })
const rows = (): HTMLElement[] => within(list()).queryAllByRole('listitem')
const lastRow = (): HTMLElement => rows().at(-1)!
const words = (row: HTMLElement, slot: string): string =>
  [...row.querySelectorAll(`[data-slot="${slot}"]`)].map((element) => element.textContent).join('')

describe('the transcript', () => {
  test('is a list with a name in a region that can be scrolled by keyboard, and no live region', async () => {
    const { connect, agent } = renderWithSession(parts)
    await connect()
    await agent.says('Hi.')
    const region = screen.getByRole('region', { name: 'Conversation' })
    expect(region.tabIndex).toBe(0)
    expect(document.querySelector('[aria-live], [role="log"], [role="status"]')).toBeNull()
  })

  test('empty: says what will come, and what to do once connected', async () => {
    const { connect, agent } = renderWithSession(parts)
    expect(screen.getByText('The conversation will appear here.')).toBeTruthy()
    await connect()
    expect(screen.getByText('Say something. Your words appear here.')).toBeTruthy()
    await agent.says('Hi.')
    expect(screen.queryByText('Say something. Your words appear here.')).toBeNull()
  })

  test('the user’s turn: waits for its words, then has them, or says that they were not understood', async () => {
    const { connect, agent, does, server } = renderWithSession(parts)
    await connect()
    const first = await agent.hears(null)
    expect(lastRow().dataset).toMatchObject({ role: 'user', state: 'partial' })
    expect(lastRow().dataset['active']).toBe('')
    expect(lastRow().textContent).toBe('You0:00…')
    await agent.understands(first, 'What time is it?')
    expect(lastRow().textContent).toBe('You0:00What time is it?')
    expect([lastRow().dataset['state'], lastRow().dataset['active']]).toEqual(['final', undefined])
    const second = await agent.hears(null)
    await does(() =>
      server.receive({
        type: 'conversation.item.input_audio_transcription.failed',
        item_id: second,
        content_index: 0,
        error: { type: 'x', code: null, message: 'no', param: null },
      }),
    )
    expect(lastRow().dataset['state']).toBe('failed')
    expect(lastRow().textContent).toContain('This could not be understood. Say it again.')
  })

  test('the agent’s turn: busy while it grows, words light up as they are heard, then one plain text', async () => {
    const { connect, agent, advance } = renderWithSession(parts, { agent: new RealtimeAgent({ name: 'Guide' }) })
    await connect()
    const answer = await agent.begins()
    await answer.writes('Good ')
    await answer.sounds(1000)
    await answer.writes('morning.')
    await answer.sounds(1000)
    expect(list().getAttribute('aria-busy')).toBe('true')
    expect(within(lastRow()).getByText('Guide')).toBeTruthy()
    const heard = (): string[] =>
      [...lastRow().querySelectorAll<HTMLElement>('[data-slot="transcript-word"]')].map(
        (word) => `${word.dataset['unheard'] === '' ? '-' : '+'}${word.textContent}`,
      )
    expect(heard()).toEqual(['-Good ', '-morning.'])
    await advance(1200)
    expect(heard()).toEqual(['+Good ', '-morning.'])
    await answer.ends()
    expect(list().getAttribute('aria-busy')).toBe('false')
    expect(lastRow().dataset).toMatchObject({ state: 'final', active: '' })
    await advance(1000)
    expect(heard()).toEqual([])
    expect(lastRow().dataset['active']).toBeUndefined()
    expect(words(lastRow(), 'transcript-heard')).toBe('Good morning.')
  })

  test('an interrupted turn: what was heard, a mark, and what was not, struck and said so', async () => {
    const { connect, agent, advance } = renderWithSession(parts)
    await connect()
    await agent.says('One two three four.', { soundMs: 4000 })
    await advance(2100)
    await agent.isSpokenTo()
    const [row] = rows()
    expect(row!.dataset).toMatchObject({ state: 'interrupted', role: 'assistant' })
    expect(words(row!, 'transcript-heard')).toBe('One two')
    expect(words(row!, 'transcript-cut')).toBe('interrupted here')
    expect(words(row!, 'transcript-unheard')).toBe('Not heard:  three four.')
    expect(row!.querySelector('s')?.textContent).toBe(' three four.')
  })

  test('late words of the user stand before the answer to them', async () => {
    const { connect, agent } = renderWithSession(parts)
    await connect()
    const turn = await agent.hears(null)
    await agent.says('It is noon.')
    await agent.understands(turn, 'What time is it?')
    expect(rows().map((row) => row.dataset['role'])).toEqual(['user', 'assistant'])
    expect(rows()[0]!.textContent).toContain('What time is it?')
  })

  test('times count from the beginning of the conversation', async () => {
    const { connect, agent, advance } = renderWithSession(parts)
    await connect()
    await agent.hears('Hi.')
    await advance(27_000)
    await agent.says('Hello.')
    expect(rows().map((row) => row.querySelector('time')?.textContent)).toEqual(['0:00', '0:27'])
  })

  test('a tool call is a row: its name, its arguments in words, how it went, the JSON when opened', async () => {
    const weather = tool({
      name: 'get_weather',
      description: 'The weather.',
      parameters: { type: 'object' },
      execute: () => ({ sky: 'clear' }),
    })
    const { connect, agent } = renderWithSession(parts, { agent: new RealtimeAgent({ name: 'Guide', tools: [weather] }) })
    await connect()
    await agent.calls('get_weather', { city: 'Seoul' })
    const row = lastRow()
    expect(row.dataset).toMatchObject({ role: 'tool', state: 'final' })
    const summary = row.querySelector('summary')!
    expect(summary.textContent).toBe('get_weatherSeouldone')
    await userEvent.click(summary)
    expect(row.querySelector('details')!.open).toBe(true)
    expect(row.querySelector('pre')!.textContent).toContain('"city": "Seoul"')
    expect(row.querySelector('pre')!.textContent).toContain('"sky": "clear"')
  })

  test('a tool that fails says so in its row', async () => {
    const broken = tool({
      name: 'broken',
      description: 'Breaks.',
      parameters: { type: 'object' },
      execute: () => {
        throw new Error('No.')
      },
    })
    const { connect, agent } = renderWithSession(parts, { agent: new RealtimeAgent({ name: 'Guide', tools: [broken] }) })
    await connect()
    await agent.calls('broken')
    expect(lastRow().dataset['state']).toBe('failed')
    expect(words(lastRow(), 'tool-result')).toBe('failed')
  })

  test('a filter shows some roles, and a function of one’s own shows rows in one’s own way', async () => {
    const { connect, agent } = renderWithSession(
      <Transcript.Root filter={{ roles: ['assistant'] }}>
        <Transcript.List>{(id) => <Transcript.Item id={id} className="mine" />}</Transcript.List>
      </Transcript.Root>,
    )
    await connect()
    await agent.hears('Hi.')
    await agent.says('Hello.')
    expect(rows().map((row) => [row.dataset['role'], row.className])).toEqual([['assistant', 'mine']])
  })

  test('a row that the server deletes goes', async () => {
    const { connect, agent, does, server } = renderWithSession(parts)
    await connect()
    const turn = await agent.hears('Hi.')
    await agent.says('Hello.')
    await does(() => server.receive({ type: 'conversation.item.deleted', item_id: turn }))
    expect(rows().map((row) => row.dataset['role'])).toEqual(['assistant'])
  })
})

describe('following the end', () => {
  /** A viewport of 100 px with rows of 50 px: happy-dom lays nothing out. */
  function layOut() {
    const viewport = screen.getByRole('region')
    const height = (): number => rows().length * 50
    Object.defineProperties(viewport, {
      clientHeight: { configurable: true, get: () => 100 },
      scrollHeight: { configurable: true, get: height },
    })
    return {
      viewport,
      scrollTo: (top: number) =>
        act(async () => {
          viewport.scrollTop = top
          viewport.dispatchEvent(new Event('scroll'))
          viewport.dispatchEvent(new Event('scroll'))
        }),
    }
  }

  test('keeps to the end until the reader scrolls away, counts what comes, and jumps back', async () => {
    const { connect, agent } = renderWithSession(parts)
    await connect()
    const { viewport, scrollTo } = layOut()
    for (let i = 0; i < 6; i++) await agent.says(`Sentence ${i}.`)
    expect(viewport.scrollTop).toBe(300)
    expect(viewport.dataset['atEnd']).toBe('')
    expect(screen.queryByRole('button')).toBeNull()
    await scrollTo(0)
    expect(viewport.dataset['atEnd']).toBeUndefined()
    await agent.says('One more.')
    await agent.says('And one.')
    expect(viewport.scrollTop).toBe(0)
    await userEvent.click(screen.getByRole('button', { name: '2 new, jump to latest' }))
    expect(viewport.scrollTop).toBe(400)
    expect(screen.queryByRole('button')).toBeNull()
  })

  test('the user’s own next turn brings the reader back to the end', async () => {
    const { connect, agent } = renderWithSession(parts)
    await connect()
    const { viewport, scrollTo } = layOut()
    for (let i = 0; i < 6; i++) await agent.says(`Sentence ${i}.`)
    await scrollTo(0)
    await agent.hears('Go on.')
    expect(viewport.scrollTop).toBe(350)
    expect(viewport.dataset['atEnd']).toBe('')
  })
})

describe('parts in the wrong place', () => {
  test.each([
    ['Transcript.List', <Transcript.List key="x" />, 'Transcript.Root'],
    ['Transcript.Viewport', <Transcript.Viewport key="x" />, 'Transcript.Root'],
    ['Transcript.Empty', <Transcript.Empty key="x" />, 'Transcript.Root'],
    ['Transcript.JumpToLatest', <Transcript.JumpToLatest key="x" />, 'Transcript.Root'],
    ['Transcript.ExportMenu', <Transcript.ExportMenu key="x" />, 'Transcript.Root'],
    ['Transcript.Text', <Transcript.Text key="x" />, 'Transcript.Item'],
    ['Transcript.Speaker', <Transcript.Speaker key="x" />, 'Transcript.Item'],
  ])('%s says where it belongs', (part, ui, root) => {
    vi.mocked(console.error).mockImplementation(() => {})
    expect(() => renderWithSession(ui)).toThrow(`<${part}> stands outside of <${root}>: put it inside one.`)
    vi.mocked(console.error).mockClear()
  })

  test('an id that is no row is an error that names it', () => {
    vi.mocked(console.error).mockImplementation(() => {})
    const Row = (): null => {
      useTranscriptItem('nowhere')
      return null
    }
    expect(() => renderWithSession(<Row />)).toThrow('"nowhere" is no row of this transcript')
    vi.mocked(console.error).mockClear()
  })
})
