import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test, vi } from 'vitest'
import { RealtimeAgent, tool } from '@parley/core'
import { renderWithSession } from '../testing/index.ts'
import * as Transcript from './Transcript.parts.ts'

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
const withTool = (name: string, execute: () => unknown): RealtimeAgent =>
  new RealtimeAgent({
    name: 'Guide',
    tools: [tool({ name, description: name, parameters: { type: 'object' }, execute })],
  })

describe('the rows of a transcript', () => {
  test('stand in a list with a name, in a region that can be scrolled by keyboard, and are no live region', async () => {
    const { agent, step } = await renderWithSession(parts)
    await step(() => agent.says('Hi.'))
    expect(rows()).toHaveLength(1)
    expect(screen.getByRole('region', { name: 'Conversation' }).tabIndex).toBe(0)
    expect(document.querySelector('[aria-live], [role="log"], [role="status"]')).toBeNull()
  })

  test('a turn of the user waits for its words, then has them', async () => {
    const { agent, step } = await renderWithSession(parts)
    let id = ''
    await step(() => (id = agent.userSpeaks()))
    expect(lastRow().dataset['state']).toBe('partial')
    expect(lastRow().dataset['active']).toBe('')
    expect(lastRow().textContent).toBe('You0:00…')
    await step(() => agent.understood(id, 'What time is it?'))
    expect(lastRow().textContent).toBe('You0:00What time is it?')
    expect([lastRow().dataset['state'], lastRow().dataset['active']]).toEqual(['final', undefined])
  })

  test('a turn of the user that was not understood says so, and what to do', async () => {
    const { agent, step, server } = await renderWithSession(parts)
    let id = ''
    await step(() => (id = agent.userSpeaks()))
    const error = { type: 'server_error', code: null, message: 'No.', param: null }
    const type = 'conversation.item.input_audio_transcription.failed'
    await step(() => server.receive({ type, item_id: id, content_index: 0, error }))
    expect(lastRow().dataset['state']).toBe('failed')
    expect(lastRow().textContent).toContain('This could not be understood.')
  })

  test('a turn of the agent is busy while it grows; its words are one plain text once heard', async () => {
    const { agent, step, clock } = await renderWithSession(parts, { agent: new RealtimeAgent({ name: 'Guide' }) })
    await step(() => agent.begins('Good morning.'))
    expect(list().getAttribute('aria-busy')).toBe('true')
    expect(within(lastRow()).getByText('Guide')).toBeTruthy()
    const shown = (): string[] =>
      [...lastRow().querySelectorAll<HTMLElement>('[data-slot="transcript-word"]')].map(
        (word) => `${word.dataset['unheard'] === '' ? '-' : '+'}${word.textContent.trim()}`,
      )
    expect(shown()).toEqual(['-Good', '-morning.'])
    const [first] = lastRow().querySelectorAll('[data-slot="transcript-word"]')
    await step(() => clock.advance(450))
    expect(shown()).toEqual(['+Good', '-morning.'])
    // The same element, so that it can fade.
    expect(lastRow().querySelector('[data-slot="transcript-word"]')).toBe(first)
    await step(() => agent.ends())
    expect(list().getAttribute('aria-busy')).toBe('false')
    expect([lastRow().dataset['state'], lastRow().dataset['active']]).toEqual(['final', ''])
    await step(() => clock.advance(1000))
    expect(shown()).toEqual([])
    expect(words(lastRow(), 'transcript-heard')).toBe('Good morning.')
  })

  test('an interrupted turn is what was heard, a mark, and what was not: together the whole text', async () => {
    const { agent, step, clock } = await renderWithSession(parts)
    await step(() => agent.begins('One two three four five six.'))
    await step(() => clock.advance(700))
    await step(() => agent.userSpeaks())
    const row = rows().find((element) => element.dataset['role'] === 'assistant')!
    expect(row.dataset['state']).toBe('interrupted')
    const [heard, unheard] = [words(row, 'transcript-heard'), row.querySelector('s')!.textContent]
    expect(heard).toMatch(/^One two/)
    expect(heard + unheard).toBe('One two three four five six.')
    expect(words(row, 'transcript-cut')).toBe('interrupted here')
  })

  test('times count from the beginning of the conversation', async () => {
    const { agent, step, clock } = await renderWithSession(parts)
    await step(() => agent.userSays('Hi.'))
    await step(() => clock.advance(27_000))
    await step(() => agent.says('Hello.'))
    expect(rows().map((row) => row.querySelector('time')?.textContent)).toEqual(['0:00', '0:27'])
  })

  test('a tool call opens by keyboard and shows what went in and out', async () => {
    const { agent, step } = await renderWithSession(parts, { agent: withTool('look', () => ({ sky: 'clear' })) })
    await step(() => agent.calls('look', { city: 'Seoul' }))
    expect(lastRow().dataset['state']).toBe('final')
    await userEvent.click(lastRow().querySelector('summary')!)
    expect(lastRow().querySelector('details')!.open).toBe(true)
    expect(lastRow().querySelector('pre')!.textContent).toMatch(/"city": "Seoul"[^]*"sky": "clear"/)
  })

  test('a tool that fails says so in its row', async () => {
    const broken = withTool('broken', () => {
      throw new Error('No.')
    })
    const { agent, step } = await renderWithSession(parts, { agent: broken })
    await step(() => agent.calls('broken', {}))
    expect(lastRow().dataset['state']).toBe('failed')
    expect(words(lastRow(), 'tool-result')).toBe('failed')
  })

  test('can be shown in a way of one’s own', async () => {
    const { agent, step } = await renderWithSession(
      <Transcript.Root filter={{ roles: ['assistant'] }}>
        <Transcript.List>
          {(id) => <Transcript.Item id={id} className={({ role }) => `mine ${role}`} />}
        </Transcript.List>
      </Transcript.Root>,
    )
    await step(() => agent.userSays('Hi.'))
    await step(() => agent.says('Hello.'))
    expect(rows().map((row) => row.className)).toEqual(['mine assistant'])
  })

  test('one that the server deletes goes', async () => {
    const { agent, step, server } = await renderWithSession(parts)
    let id = ''
    await step(() => (id = agent.userSays('Hi.')))
    await step(() => agent.says('Hello.'))
    await step(() => server.receive({ type: 'conversation.item.deleted', item_id: id }))
    expect(rows().map((row) => row.dataset['role'])).toEqual(['assistant'])
  })
})

describe('parts in the wrong place', () => {
  test.each([
    ['Transcript.Viewport', <Transcript.Viewport key="x" />, 'Transcript.Root'],
    ['Transcript.Empty', <Transcript.Empty key="x" />, 'Transcript.Root'],
    ['Transcript.JumpToLatest', <Transcript.JumpToLatest key="x" />, 'Transcript.Root'],
    ['Transcript.ExportMenu', <Transcript.ExportMenu key="x" />, 'Transcript.Root'],
    ['Transcript.Speaker', <Transcript.Speaker key="x" />, 'Transcript.Item'],
    ['Transcript.Timestamp', <Transcript.Timestamp key="x" />, 'Transcript.Item'],
    ['Transcript.ToolCall', <Transcript.ToolCall key="x" />, 'Transcript.Item'],
  ])('%s says where it belongs', async (part, ui, root) => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    await expect(renderWithSession(ui)).rejects.toThrow(`<${part}> stands outside of <${root}>: put it inside one.`)
  })
})
