import { act, render } from '@testing-library/react'
import { Activity, StrictMode, type ReactElement } from 'react'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ConfigError, RealtimeAgent, tool, type RealtimeSession } from '@parley/core'
import {
  createScriptedTransport,
  functionCall,
  responseCreated,
  responseDone,
  serverError,
  type ScriptedTransport,
} from '@parley/core/testing'
import { useRealtimeSession, type UseRealtimeSessionOptions } from './useRealtimeSession.ts'

type Options = Partial<UseRealtimeSessionOptions>

/** A page that makes all its options anew at every render, as most pages do. */
function createPage(server: ScriptedTransport = createScriptedTransport()) {
  const sessions: RealtimeSession[] = []
  let renders = 0
  function Page(options: Options): null {
    const session = useRealtimeSession({
      agent: new RealtimeAgent({ name: 'Guide', instructions: 'Be kind.' }),
      config: { modelSettings: { voice: 'ash' } },
      clientSecret: () => 'ek_test',
      transport: server.factory,
      mic: false,
      speaker: false,
      ...options,
    })
    renders++
    sessions.push(session)
    return null
  }
  return {
    Page,
    server,
    sessions,
    get session() {
      return sessions.at(-1)!
    },
    get renders() {
      return renders
    },
    updates: () => server.sent.filter((event) => event.type === 'session.update'),
  }
}
const settle = (ms = 0): Promise<void> => act(() => vi.advanceTimersByTimeAsync(ms) as unknown as Promise<void>)
const connect = (session: RealtimeSession): Promise<void> =>
  act(async () => {
    const connected = session.connect()
    await vi.advanceTimersByTimeAsync(50)
    await connected
  })

beforeEach(() => {
  vi.useFakeTimers()
})

describe('useRealtimeSession', () => {
  test('makes one session, connects nothing by itself and renders nothing by itself', async () => {
    const page = createPage()
    const { rerender } = render(<page.Page />)
    rerender(<page.Page />)
    await settle(1000)
    expect(new Set(page.sessions).size).toBe(1)
    expect(page.session.status).toBe('disconnected')
    expect(page.server.connects).toHaveLength(0)
    const before = page.renders
    await connect(page.session)
    expect(page.session.status).toBe('connected')
    expect(page.renders).toBe(before)
  })

  test('the double mount of StrictMode keeps one connection', async () => {
    const page = createPage()
    const ui: ReactElement = (
      <StrictMode>
        <page.Page />
      </StrictMode>
    )
    const { rerender, unmount } = render(ui)
    await connect(page.session)
    rerender(ui)
    await settle(1000)
    expect(page.server.connects).toHaveLength(1)
    expect([page.server.open, page.server.closes]).toEqual([true, 0])
    unmount()
    await settle()
    expect([page.server.open, page.server.closes]).toEqual([false, 1])
  })

  test('closes one macrotask after the unmount, not before', async () => {
    const page = createPage()
    const { unmount } = render(<page.Page />)
    await connect(page.session)
    unmount()
    await act(async () => {})
    expect(page.server.open).toBe(true)
    await settle()
    expect(page.server.open).toBe(false)
    expect(page.session.getSnapshot().connection).toEqual({ status: 'disconnected', reason: 'unmounted' })
  })

  test('a page that is hidden and shown again (Activity) keeps its conversation and its handlers', async () => {
    const page = createPage()
    const onError = vi.fn()
    const ui = (mode: 'visible' | 'hidden'): ReactElement => (
      <Activity mode={mode}>
        <page.Page onError={onError} />
      </Activity>
    )
    const { rerender } = render(ui('visible'))
    await connect(page.session)
    rerender(ui('hidden'))
    await settle(1000)
    expect([page.server.open, page.server.closes]).toEqual([true, 0])
    rerender(ui('visible'))
    page.server.receive(serverError('Not now.'))
    await settle(50)
    expect(page.server.connects).toHaveLength(1)
    expect(onError).toHaveBeenCalledTimes(1)
  })

  test('an unmount while connecting leaves nothing behind', async () => {
    const page = createPage()
    const gate = page.server.holdNextConnect()
    const { unmount } = render(<page.Page />)
    const outcome = page.session.connect().then(
      () => 'connected',
      (error: { code: string }) => error.code,
    )
    await settle(10)
    expect(page.session.status).toBe('connecting')
    unmount()
    await settle()
    gate.release()
    await settle(1000)
    expect(await outcome).toBe('aborted')
    expect([page.server.open, page.session.status]).toEqual([false, 'disconnected'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('options made anew at every render restart nothing and send nothing', async () => {
    const page = createPage()
    const { rerender } = render(<page.Page />)
    await connect(page.session)
    page.server.clear()
    for (let i = 0; i < 5; i++) rerender(<page.Page />)
    await settle(1000)
    expect(page.server.sent).toEqual([])
    expect(page.server.connects).toHaveLength(1)
  })

  test('other instructions are sent as one update', async () => {
    const page = createPage()
    const { rerender } = render(<page.Page />)
    await connect(page.session)
    page.server.clear()
    const agent = new RealtimeAgent({ name: 'Guide', instructions: 'Be brief.' })
    rerender(<page.Page agent={agent} />)
    rerender(<page.Page agent={agent} />)
    await settle(50)
    expect(page.updates()).toMatchObject([{ session: { instructions: 'Be brief.' } }])
  })

  test('other settings are sent as one update, with other instructions too', async () => {
    const page = createPage()
    const { rerender } = render(<page.Page />)
    await connect(page.session)
    page.server.clear()
    rerender(
      <page.Page
        agent={new RealtimeAgent({ name: 'Guide', instructions: 'Be brief.' })}
        config={{ modelSettings: { voice: 'ash', speed: 1.2 } }}
      />,
    )
    await settle(50)
    expect(page.updates()).toMatchObject([
      { session: { instructions: 'Be brief.', audio: { output: { speed: 1.2 } } } },
    ])
  })

  test('an agent of another name goes on with the conversation', async () => {
    const page = createPage()
    const { rerender } = render(<page.Page />)
    await connect(page.session)
    page.server.clear()
    rerender(<page.Page agent={new RealtimeAgent({ name: 'Clerk', instructions: 'Count.' })} />)
    await settle(50)
    expect(page.updates()).toMatchObject([{ session: { instructions: 'Count.' } }])
    expect(page.session.currentAgent.name).toBe('Clerk')
    expect(page.server.connects).toHaveLength(1)
  })

  test('what changed before connecting is what the conversation starts with, without an update', async () => {
    const page = createPage()
    const { rerender } = render(<page.Page />)
    rerender(<page.Page agent={new RealtimeAgent({ name: 'Guide', instructions: 'Be brief.' })} />)
    await connect(page.session)
    expect(page.server.connects).toHaveLength(1)
    expect(page.updates()).toMatchObject([{ session: { instructions: 'Be brief.' } }])
  })

  test('a tool runs the function of the latest render, without an update', async () => {
    const page = createPage()
    const seen: string[] = []
    const withTool = (word: string) =>
      new RealtimeAgent({
        name: 'Guide',
        tools: [
          tool({
            name: 'note',
            description: 'Notes.',
            parameters: { type: 'object' },
            execute: () => {
              seen.push(word)
            },
          }),
        ],
      })
    const { rerender } = render(<page.Page agent={withTool('first')} />)
    await connect(page.session)
    page.server.clear()
    rerender(<page.Page agent={withTool('second')} />)
    page.server.receive(responseCreated(), ...functionCall('note', '{}'), responseDone())
    await settle(50)
    expect(seen).toEqual(['second'])
    expect(page.updates()).toEqual([])
  })

  test('the client secret and onError are those of the latest render', async () => {
    const page = createPage()
    const asked: string[] = []
    const told: string[] = []
    const ui = (word: string): ReactElement => (
      <page.Page
        clientSecret={() => {
          asked.push(word)
          return 'ek_test'
        }}
        onError={(error) => void told.push(`${word}: ${error.message}`)}
      />
    )
    const { rerender } = render(ui('first'))
    rerender(ui('second'))
    await connect(page.session)
    rerender(ui('third'))
    page.server.receive(serverError('Not now.'))
    await settle(50)
    expect(asked).toEqual(['second'])
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/^third: .*Not now\./)
  })

  test('two on one page are two conversations', async () => {
    const [one, two] = [createPage(), createPage()]
    const { rerender } = render(
      <>
        <one.Page />
        <two.Page />
      </>,
    )
    await connect(one.session)
    await connect(two.session)
    one.session.mute()
    await act(async () => one.session.sendMessage('Hello.'))
    expect([one.session.muted, two.session.muted]).toEqual([true, false])
    expect(two.server.sent.filter((event) => event.type === 'conversation.item.create')).toEqual([])
    rerender(<two.Page key="other" />)
    await settle()
    expect([one.server.open, two.server.open]).toEqual([false, false])
  })

  test('another key is another conversation', async () => {
    const page = createPage()
    const { rerender } = render(<page.Page key="a" />)
    const first = page.session
    await connect(first)
    rerender(<page.Page key="b" />)
    await settle()
    expect(page.session).not.toBe(first)
    expect([first.status, page.session.status]).toEqual(['disconnected', 'disconnected'])
  })

  test('after a close the same session connects again, as a new conversation', async () => {
    const page = createPage()
    render(<page.Page />)
    await connect(page.session)
    await act(() => page.session.close())
    await connect(page.session)
    expect(page.server.connects).toHaveLength(2)
    expect(page.session.status).toBe('connected')
  })

  test('without an agent it says what to give', () => {
    vi.mocked(console.error).mockImplementation(() => {})
    const page = createPage()
    expect(() => render(<page.Page agent={undefined as never} />)).toThrow(ConfigError)
    expect(() => render(<page.Page agent={undefined as never} />)).toThrow(/`agent`/)
    vi.mocked(console.error).mockClear()
  })
})
