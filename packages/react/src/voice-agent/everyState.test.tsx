import { act, render, screen } from '@testing-library/react'
import { StrictMode, type ReactElement } from 'react'
import { describe, expect, test } from 'vitest'
import { ConnectionError, RealtimeAgent, tool } from '@parley/core'
import { RealtimeProvider } from '../session/RealtimeProvider.tsx'
import { createFakeSession, type FakeSession } from '../testing/index.ts'
import { VoiceApp } from './VoiceAgent.tsx'

const book = tool({
  name: 'book',
  description: '',
  parameters: { type: 'object' },
  needsApproval: true,
  execute: () => 'booked',
})
const fakeSession = (): FakeSession =>
  createFakeSession({
    agent: new RealtimeAgent({ name: 'Nora', tools: [book] }),
    config: { approvalTimeoutMs: 30_000 },
  })

const states: Record<string, (fake: FakeSession) => unknown> = {
  'before anything': () => {},
  connecting({ server, session }) {
    server.holdNextConnect()
    void session.connect().catch(() => {})
  },
  speaking: async ({ connect, agent }) => {
    await connect()
    agent.begins('It is sunny and')
  },
  'waiting for approval': async ({ connect, agent }) => {
    await connect()
    agent.calls('book', { seat: 31 })
  },
  'talking while muted': async ({ connect, session, microphone }) => {
    await connect()
    session.mute()
    microphone.speakWhileMuted()
  },
  'without its microphone': async ({ connect, microphone }) => {
    await connect()
    microphone.interrupt('device-removed')
  },
  reconnecting: async ({ connect, server }) => {
    await connect()
    server.holdNextConnect()
    server.drop(new ConnectionError('closed_by_server', 'Gone.', { retryable: true }))
  },
  failed: async ({ server, session }) => {
    server.holdNextConnect().fail(new ConnectionError('handshake_failed', 'No.'))
    await session.connect().catch(() => {})
  },
  over: async ({ connect, session }) => {
    await connect()
    await session.close()
  },
}

const app = (fake: FakeSession): ReactElement => (
  <StrictMode>
    <RealtimeProvider session={fake.session}>
      <VoiceApp visualizer="bars" />
    </RealtimeProvider>
  </StrictMode>
)
const settle = (fake: FakeSession, work: () => unknown = () => {}): Promise<void> =>
  act(async () => {
    await work()
    await fake.clock.settle()
  })

/** All but the time, which goes on, and what was announced, which is not announced again. */
function words(container: HTMLElement): string {
  const copy = container.cloneNode(true) as HTMLElement
  for (const passing of copy.querySelectorAll(
    'time, [data-slot="approval-countdown"], [data-slot="transcript-announcer"]',
  ))
    passing.remove()
  return copy.textContent
}

describe.each(Object.entries(states))('the whole app, %s', (_name, become) => {
  test('is unmounted without a listener or a complaint left behind, and mounted again as it was', async () => {
    const fake = fakeSession()
    const first = render(app(fake))
    await settle(fake, () => become(fake))
    const shown = words(first.container)
    const before = { mic: fake.microphone.levelListeners, speaker: fake.speaker.levelListeners }
    first.unmount()
    expect([fake.microphone.levelListeners, fake.speaker.levelListeners]).toEqual([0, 0])
    const again = render(app(fake))
    await settle(fake)
    expect(words(again.container)).toBe(shown)
    expect({ mic: fake.microphone.levelListeners, speaker: fake.speaker.levelListeners }).toEqual(before)
    again.unmount()
    await settle(fake, () => fake.session.close())
  })

  test('stands beside another on one page that knows nothing of it', async () => {
    const [one, two] = [fakeSession(), fakeSession()]
    const quiet = render(app(two))
    const rest = quiet.container.innerHTML
    const busy = render(app(one))
    await settle(one, () => become(one))
    expect(quiet.container.innerHTML).toBe(rest)
    expect(two.server.connects).toHaveLength(0)
    busy.unmount()
    expect(screen.getAllByRole('button', { name: 'Start' })).toHaveLength(1)
    await settle(one, () => one.session.close())
  })
})
