import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test } from 'vitest'
import { ConfigError, ConnectionError } from '@parley/core'
import { serverError } from '@parley/core/testing'
import { renderWithSession } from '../testing/index.ts'
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
    await renderWithSession(<NoticeRail />)
    expect(rail().textContent).toBe('')
    expect(rail().dataset['open']).toBeUndefined()
  })

  test('a failed connection, with the way to try again', async () => {
    const { server, step, session } = await renderWithSession(<NoticeRail />, { connected: false })
    server.holdNextConnect().fail(new ConnectionError('handshake_failed', 'no'))
    await step(() => session.connect().catch(() => {}))
    expect([rail().dataset['severity'], rail().dataset['open']]).toEqual(['fatal', ''])
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await step(() => session.until((s) => s.connection.status === 'connected'))
    expect(session.status).toBe('connected')
    expect(rail().textContent).toBe('')
  })

  test('an option that cannot work is told once, not as the connection and as an error', async () => {
    const { server, step, session } = await renderWithSession(<All />, { connected: false })
    server.holdNextConnect().fail(new ConfigError('invalid_option', 'The `url` is no address.') as never)
    await step(() => session.connect().catch(() => {}))
    expect(session.status).toBe('error')
    expect(all()).toHaveLength(1)
  })

  test('a lost connection, for as long as it is made again', async () => {
    const { server, step } = await renderWithSession(<All />)
    const gate = server.holdNextConnect()
    await step(() => server.drop(new ConnectionError('closed_by_server', 'gone', { retryable: true })))
    expect(all()).toEqual(['warning: Reconnecting, attempt 1'])
    gate.release()
  })

  test('talking while muted, with the way to unmute', async () => {
    const { microphone, step, session } = await renderWithSession(<NoticeRail />)
    await step(() => session.mute())
    await step(() => microphone.setState({ ...live, mutedBy: 'user', speakingWhileMuted: true }))
    expect(rail().textContent).toContain('You’re talking, but muted. The agent can’t hear you.')
    await userEvent.click(screen.getByRole('button', { name: 'Unmute' }))
    expect(session.muted).toBe(false)
    expect(rail().textContent).toBe('')
  })

  test('a refused microphone, with the way to try again', async () => {
    await renderWithSession(<NoticeRail />, { microphone: { failWith: 'denied' } })
    expect(rail().textContent).toContain('Microphone blocked.')
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(rail().textContent).toBe('')
  })

  test('sound that the browser blocks, with the way to turn it on', async () => {
    const { speaker, step } = await renderWithSession(<NoticeRail />)
    await step(() => speaker.setState({ blocked: true }))
    expect(rail().textContent).toContain('This page can’t play sound yet.')
    await userEvent.click(screen.getByRole('button', { name: 'Turn on sound' }))
    expect(rail().textContent).toBe('')
  })

  test('several at once: the most severe first, then the newest, each said once', async () => {
    const { speaker, microphone, server, step } = await renderWithSession(<All />)
    await step(() => speaker.setState({ blocked: true }))
    await step(() => microphone.setState({ status: 'interrupted', cause: 'device-removed' }))
    await step(() => server.receive(serverError('Rate limit.')))
    expect(all()).toEqual([
      'error: The voice server reported a problem. The conversation goes on.',
      'error: This page can’t play sound yet.',
      'warning: The microphone was unplugged. The conversation goes on. Plug it in again, or use another.',
    ])
    await step(() => speaker.setState({ blocked: false }))
    await step(() => speaker.setState({ blocked: true }))
    expect(all()[0]).toBe('error: This page can’t play sound yet.')
  })

  test('the rail shows an error before a silent microphone, and opens the rest', async () => {
    const { microphone, server, step } = await renderWithSession(<NoticeRail />)
    const silent = 'No sound from the microphone.'
    await step(() => microphone.setState({ ...live, silentSince: 1 }))
    expect(rail().textContent).toContain(silent)
    expect(screen.queryByRole('button', { name: /more/ })).toBeNull()
    await step(() => server.receive(serverError('Bad.')))
    expect(rail().dataset['severity']).toBe('error')
    expect(rail().textContent).toContain('The voice server reported a problem.')
    expect(rail().textContent).not.toContain(silent)
    const more = screen.getByRole('button', { name: '1 more', expanded: false })
    await userEvent.click(more)
    expect(more.getAttribute('aria-expanded')).toBe('true')
    expect(rail().textContent).toContain(silent)
    await userEvent.click(screen.getAllByRole('button', { name: 'Dismiss' })[0]!)
    expect(rail().textContent).toContain(silent)
    expect(screen.queryByRole('button', { name: /more/ })).toBeNull()
    await step(() => server.receive(serverError('Bad again.')))
    expect(rail().textContent).not.toContain(silent)
  })

  test('what is dismissed stays away until it happens again', async () => {
    const { server, step } = await renderWithSession(<All />)
    await step(() => server.receive(serverError('One.')))
    expect(all()).toHaveLength(1)
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss error' }))
    expect(all()).toEqual([])
    await step(() => server.receive(serverError('Two.')))
    expect(all()).toHaveLength(1)
  })

  test('a silent microphone that was dismissed is told again when it falls silent again', async () => {
    const { microphone, step } = await renderWithSession(<All />)
    await step(() => microphone.setState({ ...live, silentSince: 1 }))
    expect(all()).toHaveLength(1)
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss microphone' }))
    expect(all()).toEqual([])
    await step(() => microphone.setState(live))
    await step(() => microphone.setState({ ...live, silentSince: 2 }))
    expect(all()).toHaveLength(1)
  })

  test('a microphone that is refused again is told again', async () => {
    const { microphone, step } = await renderWithSession(<All />)
    await step(() => microphone.fail('denied'))
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss microphone' }))
    expect(all()).toEqual([])
    await step(() => microphone.fail('denied'))
    expect(all()).toHaveLength(1)
  })

  test('nothing about devices while there is no conversation', async () => {
    const { microphone, step, session } = await renderWithSession(<All />)
    await step(() => session.close())
    await step(() => microphone.setState({ status: 'interrupted', cause: 'os' }))
    expect(all()).toEqual([])
  })
})
