import { act, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test, vi } from 'vitest'
import { ConnectionError } from '@parley/core'
import { createFakeSession, renderWithSession } from '../testing/index.ts'
import { RealtimeProvider } from './RealtimeProvider.tsx'
import * as Session from './Session.parts.ts'
import { render } from '@testing-library/react'

const ui = (
  <Session.Root>
    <Session.StatusDot />
    <Session.StatusText />
    <Session.Timer />
    <Session.ErrorMessage />
    <Session.ConnectButton />
    <Session.DisconnectButton />
    <Session.RetryButton />
  </Session.Root>
)
const status = (): string | null => screen.getByRole('status').textContent
const refused = (): ConnectionError => new ConnectionError('handshake_failed', 'The handshake failed.')

describe('Session', () => {
  test('starts and ends a conversation', async () => {
    const { session, step } = await renderWithSession(ui, { connected: false })
    expect(status()).toBe('Not connected')
    await userEvent.click(screen.getByRole('button', { name: 'Start' }))
    await step(() => session.until((s) => s.connection.status === 'connected'))
    expect(status()).toBe('Connected')
    await userEvent.click(screen.getByRole('button', { name: 'End' }))
    await step(() => {})
    expect(session.status).toBe('disconnected')
    expect(screen.getByRole('button', { name: 'Start again' })).toBeDefined()
  })

  test('asks for the microphone inside the press', async () => {
    const fake = createFakeSession()
    const prepared = vi.spyOn(fake.microphone, 'prepare')
    await renderWithSession(ui, { fake, connected: false })
    act(() => screen.getByRole('button', { name: 'Start' }).click())
    // Synchronously: Safari refuses anything later.
    expect(prepared).toHaveBeenCalledOnce()
    await act(() => fake.session.connect())
  })

  test('says why it could not connect, and tries again', async () => {
    const { server, session, step } = await renderWithSession(ui, { connected: false })
    const gate = server.holdNextConnect()
    await userEvent.click(screen.getByRole('button', { name: 'Start' }))
    await step(() => {})
    expect(screen.getByRole('button', { name: 'Connecting' })).toHaveProperty('disabled', true)
    await step(() => gate.fail(refused()))
    expect(screen.getByRole('alert').textContent).toMatch(/voice server could not be reached.*try again/i)
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await step(() => {})
    expect(session.status).toBe('connected')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('shows each status to CSS', async () => {
    const { server, step, container } = await renderWithSession(ui)
    const root = container.querySelector('[data-slot="session-root"]')
    expect(root?.getAttribute('data-state')).toBe('connected')
    await step(() => server.drop(new ConnectionError('closed_by_server', 'Gone.', { retryable: true })))
    expect(root?.getAttribute('data-state')).toBe('reconnecting')
    expect(status()).toBe('Reconnecting, attempt 1')
  })

  test('counts the time of the conversation, and stops when it ends', async () => {
    vi.useFakeTimers({ now: 1_700_000_000_000 })
    try {
      const { session, step } = await renderWithSession(ui)
      await act(async () => void (await vi.advanceTimersByTimeAsync(61_000)))
      expect(screen.getByRole('timer').textContent).toBe('1:01')
      await step(() => session.close())
      await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)))
      expect(screen.getByRole('timer').textContent).toBe('0:00')
    } finally {
      vi.useRealTimers()
    }
  })

  test('speaks the language it is given', async () => {
    await renderWithSession(ui, { connected: false, labels: { connect: '시작' } })
    expect(screen.getByRole('button', { name: '시작' })).toBeDefined()
  })

  test('refuses a label that no part uses', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { session } = createFakeSession()
    const labels = { conect: 'Go' } as object
    const page = (
      <RealtimeProvider session={session} labels={labels}>
        <Session.StatusText />
      </RealtimeProvider>
    )
    expect(() => render(page)).toThrow(/labels\.conect/)
  })

  test('says that a provider is missing, and where to put it', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(() => render(<Session.ConnectButton />)).toThrow(/<RealtimeProvider session=\{…\}>/)
  })
})
