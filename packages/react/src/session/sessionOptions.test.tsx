import { act, renderHook } from '@testing-library/react'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ConfigError, RealtimeAgent, type RealtimeSession } from '@parley/core'
import { createScriptedTransport } from '@parley/core/testing'
import { useRealtimeSession, type UseRealtimeSessionOptions } from './useRealtimeSession.ts'

const agentSaying = (instructions: string): RealtimeAgent => new RealtimeAgent({ name: 'Nora', instructions })

/** A component that makes its options anew at every render, as most do. */
function setUp() {
  const server = createScriptedTransport()
  const view = renderHook(
    (props: Partial<UseRealtimeSessionOptions>) =>
      useRealtimeSession({
        agent: agentSaying('Be kind.'),
        config: { modelSettings: { voice: 'ash' } },
        clientSecret: () => 'ek_test',
        transport: server.factory,
        mic: false,
        speaker: false,
        ...props,
      }),
    { initialProps: {} },
  )
  const updates = (): unknown[] => server.sent.filter((event) => event.type === 'session.update')
  return { ...view, server, updates }
}
const pass = (ms = 200): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(ms)))
const connect = (session: RealtimeSession): Promise<void> => act(() => session.connect())

beforeEach(() => void vi.useFakeTimers())

describe('the options of useRealtimeSession', () => {
  test('an unmount while connecting leaves no connection and no timer behind, also when the server answers late', async () => {
    const { result, server, unmount } = setUp()
    const gate = server.holdNextConnect()
    const outcome = result.current.connect().catch((error: unknown) => error)
    await pass(10)
    unmount()
    await pass(0)
    gate.release()
    await pass(1000)
    expect(await outcome).toMatchObject({ code: 'aborted' })
    expect([server.open, result.current.status]).toEqual([false, 'disconnected'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('closes one macrotask after the unmount, saying why', async () => {
    const { result, server, unmount } = setUp()
    await connect(result.current)
    unmount()
    await act(async () => {})
    expect(server.open).toBe(true)
    await pass(0)
    expect(server.open).toBe(false)
    expect(result.current.getSnapshot().connection).toEqual({ status: 'disconnected', reason: 'unmounted' })
  })

  test('settings and instructions that change together are one update', async () => {
    const { result, rerender, server, updates } = setUp()
    await connect(result.current)
    server.clear()
    for (let i = 0; i < 3; i++) {
      rerender({ agent: agentSaying('Be brief.'), config: { modelSettings: { voice: 'ash', speed: 1.2 } } })
      await pass()
    }
    expect(updates()).toMatchObject([{ session: { instructions: 'Be brief.', audio: { output: { speed: 1.2 } } } }])
  })

  test('what changed before connecting is what the conversation starts with', async () => {
    const { result, rerender, updates } = setUp()
    rerender({ agent: agentSaying('Be brief.') })
    await connect(result.current)
    await pass()
    expect(updates()).toMatchObject([{ session: { instructions: 'Be brief.' } }])
  })

  test('after a close the same session connects again, as a new conversation', async () => {
    const { result, server } = setUp()
    await connect(result.current)
    await act(() => result.current.close())
    await connect(result.current)
    expect(server.connects).toHaveLength(2)
    expect(result.current.status).toBe('connected')
  })

  test('without an agent it says what to give', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const without = { clientSecret: 'ek_test' } as unknown as UseRealtimeSessionOptions
    expect(() => renderHook(() => useRealtimeSession(without))).toThrow(ConfigError)
    expect(() => renderHook(() => useRealtimeSession(without))).toThrow('needs `agent`: a RealtimeAgent')
  })
})
