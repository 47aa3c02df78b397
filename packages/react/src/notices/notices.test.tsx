import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test } from 'vitest'
import { ConnectionError } from '@parley/core'
import { serverError } from '@parley/core/testing'
import { createFakeMicrophone, createFakeSession, renderWithSession } from '../testing/index.ts'
import { NoticeRail } from './NoticeRail.tsx'
import { useRealtimeNotices } from './useRealtimeNotices.ts'

const rail = (): HTMLElement => screen.getByRole('status', { name: 'Notices' })
const live = {
  status: 'live' as const,
  device: { deviceId: 'built-in', label: 'Built-in', isDefault: true },
  devices: [],
  mutedBy: null,
  speakingWhileMuted: false,
  silentSince: null,
}

function All() {
  const notices = useRealtimeNotices()
  return (
    <ul>
      {notices.map((notice) => (
        <li key={notice.id}>
          {notice.severity}: {notice.message}
          <button type="button" onClick={notice.dismiss}>
            Dismiss {notice.id}
          </button>
        </li>
      ))}
    </ul>
  )
}
const all = (): string[] => screen.queryAllByRole('listitem').map((item) => item.textContent.split('Dismiss')[0]!)

describe('notices', () => {
  test('none while all is well; the rail is closed and takes no room', async () => {
    const { connect } = renderWithSession(<NoticeRail />)
    await connect()
    expect(rail().textContent).toBe('')
    expect(rail().dataset['open']).toBeUndefined()
  })

  test('a failed connection, with the way to try again', async () => {
    const { server, does, session } = renderWithSession(<NoticeRail />)
    server.holdNextConnect().fail(new ConnectionError('handshake_failed', 'no'))
    await does(() => session.connect().catch(() => {}))
    expect([rail().dataset['severity'], rail().dataset['open']]).toEqual(['fatal', ''])
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(session.status).toBe('connected')
    expect(rail().textContent).toBe('')
  })

  test('a lost connection, for as long as it is made again', async () => {
    const { connect, server, does } = renderWithSession(<All />)
    await connect()
    const gate = server.holdNextConnect()
    await does(() => server.drop(new ConnectionError('closed_by_server', 'gone', { retryable: true })))
    expect(all()).toEqual(['warning: Reconnecting, attempt 1'])
    gate.release()
  })

  test('talking while muted, with the way to unmute', async () => {
    const { connect, microphone, does, session } = renderWithSession(<NoticeRail />)
    await connect()
    await does(() => session.mute())
    await does(() => microphone.become({ ...live, mutedBy: 'user', speakingWhileMuted: true }))
    expect(rail().textContent).toContain('You’re talking, but muted. The agent can’t hear you.')
    await userEvent.click(screen.getByRole('button', { name: 'Unmute' }))
    expect(session.muted).toBe(false)
    expect(rail().textContent).toBe('')
  })

  test('a refused microphone, with the way to try again', async () => {
    const fake = createFakeSession({ microphone: createFakeMicrophone({ answer: 'denied' }) })
    const { connect, microphone } = renderWithSession(<NoticeRail />, { fake })
    await connect()
    expect(rail().textContent).toContain('Microphone blocked.')
    microphone.answer('allow')
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(rail().textContent).toBe('')
  })

  test('sound that the browser blocks, with the way to turn it on', async () => {
    const { connect, speaker, does } = renderWithSession(<NoticeRail />)
    await connect()
    await does(() => speaker.block())
    expect(rail().textContent).toContain('This page can’t play sound yet.')
    await userEvent.click(screen.getByRole('button', { name: 'Turn on sound' }))
    expect(rail().textContent).toBe('')
  })

  test('several at once: the most pressing first, each said once', async () => {
    const { connect, speaker, microphone, server, does } = renderWithSession(<All />)
    await connect()
    await does(() => speaker.block())
    await does(() => microphone.become({ status: 'interrupted', cause: 'device-removed' }))
    await does(() => server.receive(serverError('Rate limit.')))
    expect(all()).toEqual([
      'error: This page can’t play sound yet.',
      'warning: The microphone was unplugged. The conversation goes on. Plug it in again, or use another.',
      'error: The voice server reported a problem. The conversation goes on.',
    ])
  })

  test('what is dismissed stays away until it happens again', async () => {
    const { connect, server, does } = renderWithSession(<All />)
    await connect()
    await does(() => server.receive(serverError('One.')))
    expect(all()).toHaveLength(1)
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss error' }))
    expect(all()).toEqual([])
    await does(() => server.receive(serverError('Two.')))
    expect(all()).toHaveLength(1)
  })

  test('a silent microphone that was dismissed is told again when it falls silent again', async () => {
    const { connect, microphone, does } = renderWithSession(<All />)
    await connect()
    await does(() => microphone.become({ ...live, silentSince: 1 }))
    expect(all()).toHaveLength(1)
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss microphone' }))
    expect(all()).toEqual([])
    await does(() => microphone.become(live))
    await does(() => microphone.become({ ...live, silentSince: 2 }))
    expect(all()).toHaveLength(1)
  })

  test('nothing about devices while there is no conversation', async () => {
    const { connect, microphone, does, session } = renderWithSession(<All />)
    await connect()
    await does(() => session.close())
    await does(() => microphone.become({ status: 'interrupted', cause: 'os' }))
    expect(all()).toEqual([])
  })
})
