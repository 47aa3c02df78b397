import { act, cleanup, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ConnectionError, RealtimeAgent, tool, type RealtimeSession } from '@parley/core'
import {
  answerStarts,
  createScriptedTransport,
  functionCall,
  responseCreated,
  responseDone,
  transcriptDelta,
  userSpoke,
  type ScriptedTransport,
} from '@parley/core/testing'
import { useRealtimeSession } from './useRealtimeSession.ts'

interface Moment {
  server: ScriptedTransport
  session: RealtimeSession
}

const call = (name: string) => [
  responseCreated('r1'),
  ...functionCall(name, '{}', { responseId: 'r1' }),
  responseDone('r1'),
]
/** What has happened when the component goes. */
const moments: Record<string, (moment: Moment) => void> = {
  idle: () => {},
  'while the user speaks': ({ server }) => {
    server.receive({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'u1' })
  },
  'while it thinks': ({ server }) => server.receive(...userSpoke(), responseCreated('r1')),
  'while it speaks': ({ server }) => {
    server.receive(...answerStarts({ responseId: 'r1', itemId: 'a1' }))
    server.receive(transcriptDelta('Once upon a', { responseId: 'r1', itemId: 'a1' }))
    server.receiveAudio('a1', 'r1', new Uint8Array(48_000))
  },
  'while a tool runs': ({ server }) => server.receive(...call('slow')),
  'while a question waits for a yes': ({ server }) => server.receive(...call('pay')),
  'while settings are on their way': ({ session }) => void session.updateSettings({ voice: 'ash' }).catch(() => {}),
  'while the connection is made again': ({ server }) => {
    server.holdNextConnect()
    server.drop(new ConnectionError('closed_by_server', 'Gone.', { retryable: true }))
  },
  'in the moment the server ends it': ({ server }) => server.drop(null),
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})
const pass = (ms = 200): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(ms)))

test.each(Object.keys(moments))('unmounted %s it lets go of everything, once', async (name) => {
  const signals: AbortSignal[] = []
  const server = createScriptedTransport()
  const slow = tool({
    name: 'slow',
    description: '',
    parameters: { type: 'object' },
    execute: (_, { signal }) => {
      signals.push(signal)
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    },
  })
  const pay = tool({
    name: 'pay',
    description: '',
    parameters: { type: 'object' },
    needsApproval: true,
    execute: () => 1,
  })
  const agent = new RealtimeAgent({ name: 'Nora', tools: [slow, pay] })
  const options = { agent, transport: server.factory, clientSecret: 'ek_test', mic: false, speaker: false } as const
  const { result, unmount } = renderHook(() => useRealtimeSession(options), { wrapper: StrictMode })
  const session = result.current
  const errors: unknown[] = []
  await act(() => session.connect())
  session.on('error', ({ error }) => errors.push(error))
  act(() => moments[name]!({ server, session }))
  await pass()
  const before = errors.length
  unmount()
  await pass()
  expect(session.status).toBe('disconnected')
  expect(server.open).toBe(false)
  expect(signals.every(({ aborted }) => aborted)).toBe(true)
  expect(session.getSnapshot().toolCalls.filter(({ status }) => /pending|running|awaiting/.test(status))).toEqual([])
  expect(errors).toHaveLength(before)
  const { sent } = server
  const said = sent.length
  await pass(120_000)
  expect(sent).toHaveLength(said)
  expect(server.connects.length).toBeLessThanOrEqual(2)
  expect(vi.getTimerCount()).toBe(0)
})
