import { act, render, renderHook } from '@testing-library/react'
import { Activity, StrictMode, useState, type ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RealtimeAgent, tool, type RealtimeSession } from '@parley/core'
import {
  createScriptedTransport,
  functionCall,
  responseCreated,
  responseDone,
  type ScriptedTransport,
} from '@parley/core/testing'
import { useRealtimeSession, type UseRealtimeSessionOptions } from './useRealtimeSession.ts'

const agentSaying = (instructions: string): RealtimeAgent => new RealtimeAgent({ name: 'Nora', instructions })

function setup(extra: Partial<UseRealtimeSessionOptions> = {}): {
  server: ScriptedTransport
  options: UseRealtimeSessionOptions
} {
  const server = createScriptedTransport()
  const options = {
    agent: agentSaying('Be brief.'),
    transport: server.factory,
    clientSecret: 'ek_test',
    mic: false,
    speaker: false,
    ...extra,
  }
  return { server, options }
}

/** Frames, microtasks and the macrotask of closing: what real time would bring in a moment. */
const pass = (): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(200)))
const connect = (session: RealtimeSession): Promise<void> => act(() => session.connect())
const updates = (server: ScriptedTransport): unknown[] => server.sent.filter((event) => event.type === 'session.update')

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('useRealtimeSession', () => {
  test('makes one session, which never connects by itself', async () => {
    const { server, options } = setup()
    const { result, rerender } = renderHook(() => useRealtimeSession(options), { wrapper: StrictMode })
    const first = result.current
    rerender()
    await pass()
    expect(result.current).toBe(first)
    expect(result.current.status).toBe('disconnected')
    expect(server.connects).toHaveLength(0)
  })

  test('keeps one connection through a double mount', async () => {
    const { server, options } = setup()
    const { result, unmount } = renderHook(() => useRealtimeSession(options), { wrapper: StrictMode })
    await connect(result.current)
    await pass()
    expect(server.connects).toHaveLength(1)
    expect(result.current.status).toBe('connected')
    unmount()
    await pass()
    expect(server.open).toBe(false)
    expect(server.closes).toBe(1)
  })

  test('closes after unmount, not during it', async () => {
    const { server, options } = setup()
    const { result, unmount } = renderHook(() => useRealtimeSession(options))
    const session = result.current
    await connect(session)
    unmount()
    expect(session.status).toBe('connected')
    await pass()
    expect(session.status).toBe('disconnected')
    expect(server.closes).toBe(1)
  })

  test('calls off a connection that was being made when the component went', async () => {
    const { server, options } = setup()
    server.holdNextConnect()
    const { result, unmount } = renderHook(() => useRealtimeSession(options))
    const attempt = result.current.connect()
    const outcome = attempt.then(
      () => null,
      (error: unknown) => error,
    )
    await pass()
    unmount()
    await pass()
    expect(await outcome).toMatchObject({ code: 'aborted' })
    expect(server.open).toBe(false)
  })

  test('goes on while an Activity is hidden and shown again', async () => {
    const { server, options } = setup()
    let session!: RealtimeSession
    function Call(): ReactNode {
      session = useRealtimeSession(options)
      return null
    }
    const page = (mode: 'visible' | 'hidden'): ReactNode => (
      <Activity mode={mode}>
        <Call />
      </Activity>
    )
    const { rerender } = render(page('visible'))
    await connect(session)
    const before = session
    rerender(page('hidden'))
    await pass()
    expect(session.status).toBe('connected')
    rerender(page('visible'))
    await pass()
    expect(session).toBe(before)
    expect(server.connects).toHaveLength(1)
  })

  test('makes another session for another key', () => {
    const { options } = setup()
    const seen = new Set<RealtimeSession>()
    function Call(): ReactNode {
      seen.add(useRealtimeSession(options))
      return null
    }
    const { rerender } = render(<Call key="a" />)
    rerender(<Call key="b" />)
    expect(seen.size).toBe(2)
  })

  test('gives two components two sessions that know nothing of each other', async () => {
    const one = setup()
    const two = setup()
    const first = renderHook(() => useRealtimeSession(one.options))
    const second = renderHook(() => useRealtimeSession(two.options))
    await connect(first.result.current)
    expect(second.result.current.status).toBe('disconnected')
    expect(two.server.connects).toHaveLength(0)
  })

  test('does not hear of options that are made anew with the same content', async () => {
    const { server, options } = setup()
    const { result, rerender } = renderHook(() =>
      useRealtimeSession({
        ...options,
        agent: new RealtimeAgent({
          name: 'Nora',
          instructions: () => 'Be brief.',
          tools: [
            tool({
              name: 'look',
              description: 'Looks.',
              parameters: { type: 'object', properties: {} },
              execute: () => 1,
            }),
          ],
        }),
        config: { modelSettings: { voice: 'marin', audio: { input: { turnDetection: { type: 'semantic_vad' } } } } },
      }),
    )
    await connect(result.current)
    const before = updates(server).length
    for (let i = 0; i < 5; i++) rerender()
    await pass()
    expect(updates(server)).toHaveLength(before)
  })

  test('sends one update when the instructions say something else', async () => {
    const { server, options } = setup()
    const { result, rerender } = renderHook(
      ({ text }) => useRealtimeSession({ ...options, agent: agentSaying(text) }),
      {
        initialProps: { text: 'Be brief.' },
      },
    )
    await connect(result.current)
    server.clear()
    rerender({ text: 'Be long.' })
    await pass()
    expect(updates(server)).toMatchObject([{ session: { instructions: 'Be long.' } }])
  })

  test('sends changed settings, and again in the next conversation', async () => {
    const { server, options } = setup()
    const { result, rerender } = renderHook(
      ({ speed }) => useRealtimeSession({ ...options, config: { modelSettings: { speed } } }),
      { initialProps: { speed: 1 } },
    )
    await connect(result.current)
    server.clear()
    rerender({ speed: 1.2 })
    await pass()
    expect(updates(server)).toMatchObject([{ session: { audio: { output: { speed: 1.2 } } } }])
    await act(() => result.current.close())
    server.clear()
    await connect(result.current)
    await pass()
    expect(updates(server).at(-1)).toMatchObject({ session: { audio: { output: { speed: 1.2 } } } })
  })

  test('lets another agent go on when the agent has another name', async () => {
    const { server, options } = setup()
    const { result, rerender } = renderHook(
      ({ name }) =>
        useRealtimeSession({ ...options, agent: new RealtimeAgent({ name, instructions: `I am ${name}.` }) }),
      { initialProps: { name: 'Nora' } },
    )
    await connect(result.current)
    server.clear()
    rerender({ name: 'Otto' })
    await pass()
    expect(result.current.currentAgent.name).toBe('Otto')
    expect(updates(server)).toMatchObject([{ session: { instructions: 'I am Otto.' } }])
  })

  test('runs the tool of the latest render', async () => {
    const { server, options } = setup()
    const calls: string[] = []
    const { result, rerender } = renderHook(
      ({ user }) =>
        useRealtimeSession({
          ...options,
          agent: new RealtimeAgent({
            name: 'Nora',
            tools: [
              tool({
                name: 'who',
                description: 'Says who asks.',
                parameters: { type: 'object', properties: {} },
                execute: () => calls.push(user),
              }),
            ],
          }),
        }),
      { initialProps: { user: 'ada' } },
    )
    await connect(result.current)
    rerender({ user: 'grace' })
    await act(async () => server.receive(responseCreated(), ...functionCall('who', '{}'), responseDone()))
    await pass()
    expect(calls).toEqual(['grace'])
  })

  test('asks the latest source for the client secret', async () => {
    const { options } = setup()
    const asked: string[] = []
    const { result, rerender } = renderHook(
      ({ user }) =>
        useRealtimeSession({
          ...options,
          clientSecret: () => {
            asked.push(user)
            return 'ek_test'
          },
        }),
      { initialProps: { user: 'ada' } },
    )
    rerender({ user: 'grace' })
    await connect(result.current)
    expect(asked).toEqual(['grace'])
  })

  test('tells the latest onError of every error', async () => {
    const { server, options } = setup()
    const early = vi.fn()
    const late = vi.fn()
    const { result, rerender } = renderHook(({ onError }) => useRealtimeSession({ ...options, onError }), {
      initialProps: { onError: early },
    })
    await connect(result.current)
    rerender({ onError: late })
    await act(async () => server.receive({ type: 'error', error: { type: 'x', code: 'y', message: 'No.' } } as never))
    expect(early).not.toHaveBeenCalled()
    expect(late).toHaveBeenCalledWith(expect.objectContaining({ code: 'server_error' }))
  })

  test('refuses a key that everybody could read', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { options } = setup()
    const { clientSecret: _, ...rest } = options
    expect(() => renderHook(() => useRealtimeSession({ ...rest, apiKey: 'sk-live' }))).toThrow(/standard key/)
  })

  test('does not render its component when the session changes', async () => {
    const { options } = setup()
    let renders = 0
    const { result } = renderHook(() => {
      renders++
      useState(0)
      return useRealtimeSession(options)
    })
    await connect(result.current)
    await pass()
    expect(renders).toBe(1)
  })
})
