import { act, renderHook, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState, type ReactNode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ConfigError, ConnectionError } from '@parley/core'
import { createFakeSession, renderWithSession, type FakeSession } from '../testing/index.ts'
import { RealtimeErrorBoundary } from './RealtimeErrorBoundary.tsx'
import { RealtimeProvider } from './RealtimeProvider.tsx'
import { useRecording } from './useRecording.ts'
import { useWakeLock } from './useWakeLock.ts'

const inside = ({ session }: FakeSession) =>
  function Inside({ children }: { children: ReactNode }) {
    return <RealtimeProvider session={session}>{children}</RealtimeProvider>
  }

describe('useWakeLock', () => {
  const locks = { held: 0, asked: 0 }
  function install(refuse = false): void {
    Object.assign(locks, { held: 0, asked: 0 })
    const request = async (): Promise<{ release: () => Promise<void> }> => {
      locks.asked++
      if (refuse) throw new Error('Battery is low.')
      locks.held++
      return { release: async () => void locks.held-- }
    }
    Object.defineProperty(navigator, 'wakeLock', { configurable: true, value: { request } })
  }
  afterEach(() => void Reflect.deleteProperty(navigator, 'wakeLock'))

  test('keeps the screen on while the conversation is live, and no longer', async () => {
    install()
    const fake = createFakeSession()
    const { unmount } = renderHook(() => useWakeLock(), { wrapper: inside(fake) })
    await act(async () => {})
    expect(locks.held).toBe(0)
    await act(() => fake.connect())
    expect(locks.held).toBe(1)
    await act(() => fake.session.close())
    expect(locks.held).toBe(0)
    await act(() => fake.session.connect())
    expect(locks.held).toBe(1)
    unmount()
    await act(async () => {})
    expect(locks.held).toBe(0)
  })

  test('asks again when the page comes back, and lives with a refusal', async () => {
    install(true)
    const fake = createFakeSession()
    await fake.connect()
    renderHook(() => useWakeLock(), { wrapper: inside(fake) })
    await act(async () => {})
    await act(async () => void document.dispatchEvent(new Event('visibilitychange')))
    expect([locks.asked, locks.held]).toEqual([2, 0])
  })

  test('does nothing where it is turned off, or browsers cannot', async () => {
    const fake = createFakeSession()
    await fake.connect()
    renderHook(() => useWakeLock(), { wrapper: inside(fake) })
    install()
    renderHook(() => useWakeLock(false), { wrapper: inside(fake) })
    await act(async () => {})
    expect(locks.asked).toBe(0)
  })
})

describe('useRecording', () => {
  test('records both sides, counts the time, and gives the sound', async () => {
    vi.useFakeTimers()
    const fake = createFakeSession()
    const blob = new Blob(['sound'])
    const start = vi.spyOn(fake.session.recorder, 'start').mockImplementation(() => {})
    vi.spyOn(fake.session.recorder, 'stop').mockResolvedValue(blob)
    const { result } = renderHook(() => useRecording(), { wrapper: inside(fake) })
    expect(result.current).toMatchObject({ status: 'idle', durationMs: 0 })
    act(() => result.current.start())
    expect(start).toHaveBeenCalledWith({ tracks: 'both' })
    await act(async () => void (await vi.advanceTimersByTimeAsync(3000)))
    expect(result.current).toMatchObject({ status: 'recording', durationMs: 3000 })
    expect(await act(() => result.current.stop())).toBe(blob)
    expect(result.current.status).toBe('idle')
  })

  test('where nothing can be recorded, start says so and nothing is running', async () => {
    const fake = createFakeSession()
    vi.spyOn(fake.session.recorder, 'start').mockImplementation(() => {
      throw new ConfigError('invalid_option', 'There is nothing to record here.')
    })
    const { result } = renderHook(() => useRecording(), { wrapper: inside(fake) })
    expect(() => result.current.start()).toThrow('There is nothing to record here.')
    expect(result.current.status).toBe('idle')
  })
})

describe('RealtimeErrorBoundary', () => {
  function Fragile() {
    const [fixed, fix] = useState(false)
    return (
      <>
        <button type="button" onClick={() => fix(true)}>
          Fix
        </button>
        <RealtimeErrorBoundary>
          <Part broken={!fixed} />
        </RealtimeErrorBoundary>
      </>
    )
  }
  function Part({ broken }: { broken: boolean }) {
    if (broken) throw new ConnectionError('handshake_failed', 'TypeError: fetch failed')
    return <p>All is well.</p>
  }

  test('says in words for people what failed, keeps the rest of the page, and tries again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { session } = await renderWithSession(<Fragile />)
    expect(screen.getByRole('alert').textContent).toContain('The voice server could not be reached.')
    expect(session.status).toBe('connected')
    await userEvent.click(screen.getByRole('button', { name: 'Fix' }))
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(screen.getByText('All is well.')).toBeTruthy()
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('takes a fallback of one’s own, and tells the app', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const onError = vi.fn()
    await renderWithSession(
      <RealtimeErrorBoundary
        onError={onError}
        fallback={({ error }) => <p role="alert">Mine: {(error as Error).message}</p>}
      >
        <Part broken />
      </RealtimeErrorBoundary>,
    )
    expect(screen.getByRole('alert').textContent).toBe('Mine: TypeError: fetch failed')
    expect(onError.mock.calls[0]?.[0]).toBeInstanceOf(ConnectionError)
  })
})
