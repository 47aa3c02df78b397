import { act, render } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import type { SessionSnapshot } from '@parley/core'
import { answerStarts, responseDone, transcriptDelta } from '@parley/core/testing'
import { createFakeSession, renderWithSession } from '../testing/index.ts'
import { RealtimeProvider } from './RealtimeProvider.tsx'
import { useAgentState } from './useAgentState.ts'
import { useConnection } from './useConnection.ts'
import { useRealtime } from './useRealtime.ts'
import { useSession } from './useSession.ts'
import { useUsage } from './useUsage.ts'

/** Shows what a hook gives, and remembers every render. */
function createProbe<T>(use: () => T) {
  const values: T[] = []
  const Probe = (): null => {
    values.push(use())
    return null
  }
  return { Probe, values }
}

describe('useRealtime', () => {
  test('renders when the answer changes and not for anything else', async () => {
    const { Probe, values } = createProbe(() => useRealtime((s) => s.muted))
    const { agent, step, session } = await renderWithSession(<Probe />)
    await step(() => agent.says('Hello there.'))
    expect(values).toEqual([false])
    await step(() => session.mute())
    expect(values).toEqual([false, true])
  })

  test('an inline selector that makes a new object renders only for another answer by isEqual', async () => {
    const select = (s: SessionSnapshot) => ({ status: s.connection.status })
    const { Probe, values } = createProbe(() =>
      useRealtime(
        (s) => select(s),
        (a, b) => a.status === b.status,
      ),
    )
    const { agent, rerender, step } = await renderWithSession(<Probe />)
    expect(values.map((value) => value.status)).toEqual(['disconnected', 'connecting', 'connected'])
    await step(() => agent.says('Hello there.'))
    expect(values).toHaveLength(3)
    rerender(<Probe />)
    expect(values).toHaveLength(4)
    expect(values[3]).toBe(values[2])
  })

  test('a selector that changes with the props answers at once', async () => {
    const seen: unknown[] = []
    const Probe = ({ of }: { of: 'muted' | 'agentName' }): null => {
      seen.push(useRealtime((s) => s[of]))
      return null
    }
    const { rerender } = await renderWithSession(<Probe of="muted" />)
    rerender(<Probe of="agentName" />)
    expect(seen).toEqual([false, 'Assistant'])
  })

  test('follows the provider to another session', async () => {
    const [one, two] = [createFakeSession(), createFakeSession()]
    await two.connect()
    const { Probe, values } = createProbe(() => useConnection().status)
    const ui = ({ session }: typeof one) => (
      <RealtimeProvider session={session}>
        <Probe />
      </RealtimeProvider>
    )
    const { rerender } = render(ui(one))
    rerender(ui(two))
    expect(values).toEqual(['disconnected', 'connected'])
    await act(() => one.connect())
    expect(values).toHaveLength(2)
    await act(() => two.session.close())
    expect(values.at(-1)).toBe('disconnected')
  })
})

describe('the small reading hooks', () => {
  test('useConnection goes through the states of a connection', async () => {
    const { Probe, values } = createProbe(useConnection)
    const { step, session } = await renderWithSession(<Probe />)
    await step(() => session.close('over'))
    expect(values.map(({ status }) => status)).toEqual(['disconnected', 'connecting', 'connected', 'disconnected'])
    expect(values.at(-1)).toMatchObject({ reason: 'over' })
  })

  test('useAgentState tells who holds the floor, and since when', async () => {
    const { Probe, values } = createProbe(useAgentState)
    const { agent, clock, step, server } = await renderWithSession(<Probe />)
    const speechStarted = { type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'turn' } as const
    await step(() => server.receive(speechStarted))
    expect(values.at(-1)).toMatchObject({ state: 'listening', userSpeaking: true, since: clock.now() })
    await step(() => agent.userSays('Hi.'))
    await step(() => agent.says('Hello.'))
    expect(values.at(-1)).toMatchObject({ state: 'speaking', userSpeaking: false })
    await step(() => clock.advance(600))
    expect(values.at(-1)).toMatchObject({ state: 'idle', activity: null })
  })

  test('useUsage renders once a response', async () => {
    const { Probe, values } = createProbe(useUsage)
    const { step, server } = await renderWithSession(<Probe />)
    await step(() => server.receive(...answerStarts()))
    for (const word of ['One ', 'two ', 'three.']) await step(() => server.receive(transcriptDelta(word)))
    expect(values).toHaveLength(1)
    const usage = { total_tokens: 30, input_tokens: 20, output_tokens: 10 }
    await step(() => server.receive(responseDone('resp_1', 'completed', { usage })))
    expect(values).toHaveLength(2)
    expect(values.at(-1)).toMatchObject({ requests: 1, inputTokens: 20, outputTokens: 10, totalTokens: 30 })
  })
})

describe('without a provider', () => {
  test('every reading hook says that one is missing, and what to do', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    for (const use of [useSession, useConnection, useAgentState, useUsage]) {
      const { Probe } = createProbe<unknown>(use)
      expect(() => render(<Probe />)).toThrow(/<RealtimeProvider session=/)
    }
  })

  test('a provider without a session says so', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(() => render(<RealtimeProvider session={undefined as never} />)).toThrow(
      '<RealtimeProvider> needs `session`: pass what `useRealtimeSession` returned.',
    )
  })
})
