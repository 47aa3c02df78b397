import { act, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test, vi } from 'vitest'
import { ConnectionError, RealtimeAgent, tool, type ServerEvent } from '@parley/core'
import { answerStarts, transcriptDelta } from '@parley/core/testing'
import { renderWithSession } from '../testing/index.ts'
import * as Transcript from './Transcript.parts.ts'

const ui = (
  <Transcript.Root>
    <Transcript.Viewport>
      <Transcript.Empty />
      <Transcript.List />
    </Transcript.Viewport>
    <Transcript.JumpToLatest />
    <Transcript.Announcer />
  </Transcript.Root>
)
const rows = (): HTMLElement[] => screen.queryAllByRole('listitem')
const said = (): string => screen.getByRole('status').textContent ?? ''

describe('Transcript', () => {
  test('says what to expect while it is empty', async () => {
    const { agent, step } = await renderWithSession(ui)
    expect(screen.getByText('Say something. Your words appear here.')).toBeDefined()
    await step(() => agent.userSays('Hello'))
    expect(screen.queryByText(/Say something/)).toBeNull()
  })

  test('announces without being seen, also on a page without the stylesheet', async () => {
    await renderWithSession(<Transcript.Announcer style={{ color: 'red' }} />)
    const { position, width, height, overflow, color } = screen.getByRole('status').style
    expect([position, width, height, overflow, color]).toEqual(['absolute', '1px', '1px', 'hidden', 'red'])
  })

  test('shows turns in order with who spoke', async () => {
    const { agent, step } = await renderWithSession(ui)
    await step(() => agent.userSays('What is the weather?'))
    await step(() => agent.says('It is sunny.'))
    expect(rows().map((row) => row.textContent)).toEqual(['You0:00What is the weather?', 'Assistant0:00It is sunny.'])
    expect(rows().map((row) => row.dataset['role'])).toEqual(['user', 'assistant'])
  })

  test('shows the pictures of a turn, and no empty text where that is all there was', async () => {
    const { server, step } = await renderWithSession(ui)
    const sent = (id: string, url: string): ServerEvent => ({
      type: 'conversation.item.added',
      event_id: id,
      item: { id, type: 'message', role: 'user', content: [{ type: 'input_image', image_url: url }] },
    })
    await step(() => server.receive(sent('item_1', 'data:image/png;base64,YQ==')))
    const shown = within(rows()[0]!).getByRole<HTMLImageElement>('img', { name: 'Image' })
    expect(shown.src).toBe('data:image/png;base64,YQ==')
    expect(rows()[0]?.textContent).toBe('You0:00')
    await step(() => server.receive(sent('item_2', 'javascript:alert(1)')))
    expect(within(rows()[1]!).queryByRole('img')).toBeNull()
  })

  test('puts words that were understood late above the reply', async () => {
    const { agent, step } = await renderWithSession(ui)
    let id = ''
    await step(() => (id = agent.userSpeaks()))
    await step(() => agent.says('It is sunny.'))
    expect(rows()[0]?.textContent).toContain('…')
    await step(() => agent.understood(id, 'And in Lisbon?'))
    expect(rows()[0]?.textContent).toContain('And in Lisbon?')
  })

  test('dims words until they are heard', async () => {
    const { agent, clock, step, container } = await renderWithSession(ui)
    await step(() => agent.says('It is sunny in Lisbon today.'))
    const unheard = (): number => container.querySelectorAll('[data-slot="transcript-word"][data-unheard]').length
    expect(unheard()).toBeGreaterThan(3)
    await step(() => clock.advance(700))
    const left = unheard()
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(6)
    await step(() => clock.advance(5000))
    expect(unheard()).toBe(0)
    expect(rows()[0]?.hasAttribute('data-active')).toBe(false)
  })

  test('strikes what an interruption kept from being heard, and says so to readers', async () => {
    const { agent, clock, session, step } = await renderWithSession(ui)
    await step(() => agent.begins('Three direct trains leave before yours. The first arrives at ten.'))
    await step(() => clock.advance(1500))
    await step(() => session.interrupt())
    await step(() => clock.advance(100))
    const [row] = rows()
    expect(row?.dataset['state']).toBe('interrupted')
    expect(within(row!).getByText('interrupted here')).toBeDefined()
    expect(row?.textContent).toContain('Not heard: ')
    expect(row?.querySelector('s')?.textContent).toContain('arrives at ten')
  })

  test('leaves out roles that the filter does not name', async () => {
    const { agent, step } = await renderWithSession(
      <Transcript.Root filter={{ roles: ['user'] }}>
        <Transcript.List />
      </Transcript.Root>,
    )
    await step(() => agent.userSays('One'))
    await step(() => agent.says('Two'))
    expect(rows()).toHaveLength(1)
  })

  test('shows a tool call in a line with its arguments in words', async () => {
    const look = tool({
      name: 'find_trains',
      description: 'Finds trains.',
      parameters: { type: 'object', properties: {} },
      execute: () => '3 found',
    })
    const { agent, step } = await renderWithSession(ui, { agent: new RealtimeAgent({ name: 'Nora', tools: [look] }) })
    await step(() => agent.calls('find_trains', { from: 'Lisbon', direct: true }))
    expect(rows()[0]?.textContent).toMatch(/find_trainsLisbon, directdone/)
    expect(rows()[0]?.textContent).toContain('"from": "Lisbon"')
  })

  test('says where a part belongs that stands elsewhere', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    await expect(renderWithSession(<Transcript.List />)).rejects.toThrow(
      '<Transcript.List> stands outside of <Transcript.Root>',
    )
    await expect(renderWithSession(<Transcript.Text />)).rejects.toThrow(
      '<Transcript.Text> stands outside of <Transcript.Item>',
    )
    await expect(renderWithSession(<Transcript.Item id="nothing" />)).rejects.toThrow(
      '"nothing" is no row of the transcript',
    )
  })
})

describe('Transcript.Announcer', () => {
  test('says finished turns, and never a delta', async () => {
    const { agent, clock, step } = await renderWithSession(ui)
    await step(() => agent.userSays('What is the weather?'))
    expect(said()).toBe('You: What is the weather?')
    await step(() => agent.begins('It is '))
    await step(() => agent.continues('sunny.'))
    expect(said()).toBe('You: What is the weather?')
    await step(() => agent.ends())
    await step(() => clock.advance(5000))
    expect(said()).toBe('Assistant: It is sunny.')
  })

  test('is quiet about the agent while it sounds', async () => {
    const { agent, clock, step } = await renderWithSession(ui)
    await step(() => agent.says('It is sunny today in Lisbon.'))
    await step(() => clock.advance(200))
    expect(said()).toBe('')
    await step(() => clock.advance(6000))
    expect(said()).toContain('It is sunny today in Lisbon.')
  })

  test('says that the connection was lost and came back', async () => {
    const { clock, server, step } = await renderWithSession(ui)
    await step(() => server.drop(new ConnectionError('closed_by_server', 'Gone.', { retryable: true })))
    expect(said()).toBe('Connection lost. Trying again.')
    await step(() => clock.advance(5000))
    expect(said()).toBe('Connected again.')
  })

  test('says only events, or nothing, where that is wished', async () => {
    const quiet = (verbosity: 'off' | 'events') => (
      <Transcript.Root>
        <Transcript.Announcer verbosity={verbosity} />
      </Transcript.Root>
    )
    const { agent, server, step, rerender } = await renderWithSession(quiet('events'))
    await step(() => agent.userSays('Hello'))
    expect(said()).toBe('')
    rerender(quiet('off'))
    await step(() => server.drop(new ConnectionError('closed_by_server', 'Gone.', { retryable: true })))
    expect(said()).toBe('')
  })

  test('says sentence by sentence where that is wished, while nothing sounds', async () => {
    const { server, step } = await renderWithSession(
      <Transcript.Root>
        <Transcript.Announcer verbosity="live" />
      </Transcript.Root>,
    )
    await step(() => server.receive(...answerStarts(), transcriptDelta('Hi. '), transcriptDelta('It is ')))
    expect(said()).toBe('Assistant: Hi.')
    await step(() => server.receive(transcriptDelta('sunny. ')))
    expect(said()).toBe('Assistant: It is sunny.')
  })
})

describe('following the end', () => {
  function scrollable(): { viewport: HTMLElement; scrollTo(top: number): Promise<void>; grow(height: number): void } {
    const viewport = screen.getByRole('region', { name: 'Conversation' })
    let height = 1000
    Object.defineProperties(viewport, {
      scrollHeight: { get: () => height },
      clientHeight: { get: () => 300 },
    })
    return {
      viewport,
      grow: (next) => void (height = next),
      scrollTo: (top) =>
        act(async () => {
          viewport.scrollTop = top
          viewport.dispatchEvent(new Event('scroll'))
        }),
    }
  }

  test('offers the way back to a reader who scrolled away, with what is new', async () => {
    const { agent, step } = await renderWithSession(ui)
    await step(() => agent.userSays('One'))
    const { viewport, scrollTo } = scrollable()
    await scrollTo(700)
    expect(screen.queryByRole('button', { name: /latest/ })).toBeNull()
    await scrollTo(100)
    expect(viewport.hasAttribute('data-at-end')).toBe(false)
    await step(() => agent.says('Two'))
    await userEvent.click(screen.getByRole('button', { name: '1 new, jump to latest' }))
    expect(viewport.scrollTop).toBe(1000)
    expect(viewport.hasAttribute('data-at-end')).toBe(true)
  })

  test('comes back by itself when the user takes a turn', async () => {
    const { agent, step } = await renderWithSession(ui)
    await step(() => agent.says('One'))
    const { viewport, scrollTo } = scrollable()
    await scrollTo(700)
    await scrollTo(100)
    await step(() => agent.userSays('Wait'))
    expect(viewport.scrollTop).toBe(1000)
  })

  test('is not taken for a reader when the text grows', async () => {
    const { agent, step } = await renderWithSession(ui)
    await step(() => agent.says('One'))
    const { viewport, scrollTo, grow } = scrollable()
    await scrollTo(700)
    grow(1400)
    await scrollTo(700)
    expect(viewport.scrollTop).toBe(1400)
    expect(viewport.hasAttribute('data-at-end')).toBe(true)
  })
})
