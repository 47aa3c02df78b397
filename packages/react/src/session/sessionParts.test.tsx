import { act, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createRef } from 'react'
import { describe, expect, test, vi } from 'vitest'
import { ConnectionError } from '@parley/core'
import { renderWithSession } from '../testing/index.ts'
import * as Session from './Session.parts.ts'

const parts = (
  <Session.Root data-testid="root">
    <Session.StatusDot data-testid="dot" />
    <Session.StatusText />
    <Session.Timer />
    <Session.ConnectButton />
    <Session.DisconnectButton />
    <Session.ErrorMessage />
    <Session.RetryButton />
  </Session.Root>
)
const isDisabled = (name: string): boolean => screen.getByRole<HTMLButtonElement>('button', { name }).disabled
const lost = () => new ConnectionError('closed_by_server', 'The line went dead.', { retryable: true })

describe('the parts of a session', () => {
  test('before anything: not connected, Start is what can be pressed', async () => {
    await renderWithSession(parts, { connected: false })
    expect(screen.getByRole('status').textContent).toBe('Not connected')
    expect([isDisabled('Start'), isDisabled('End')]).toEqual([false, true])
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
    expect(screen.getByTestId('root').dataset).toMatchObject({ state: 'disconnected', slot: 'session-root' })
  })

  test('while connecting: Start is busy, End calls it off', async () => {
    const { server, session } = await renderWithSession(parts, { connected: false })
    server.holdNextConnect()
    await userEvent.click(screen.getByRole('button', { name: 'Start' }))
    expect(screen.getByRole('status').textContent).toBe('Connecting')
    expect(screen.getByRole('button', { name: 'Connecting' }).getAttribute('aria-busy')).toBe('true')
    expect(isDisabled('Connecting')).toBe(true)
    await userEvent.click(screen.getByRole('button', { name: 'End' }))
    expect(session.status).toBe('disconnected')
    expect([isDisabled('Start'), isDisabled('End')]).toEqual([false, true])
  })

  test('connected: the press connects, End closes and keeps the focus, then it starts again', async () => {
    const { server, session, step } = await renderWithSession(parts, { connected: false })
    await userEvent.click(screen.getByRole('button', { name: 'Start' }))
    await step(() => session.until((s) => s.connection.status === 'connected'))
    expect(screen.getByRole('status').textContent).toBe('Connected')
    expect(screen.getByTestId('dot').dataset['state']).toBe('connected')
    expect(screen.getByTestId('dot').getAttribute('aria-hidden')).toBe('true')
    await userEvent.click(screen.getByRole('button', { name: 'End' }))
    expect(server.open).toBe(false)
    await userEvent.click(screen.getByRole('button', { name: 'Start again' }))
    await step(() => session.until((s) => s.connection.status === 'connected'))
    expect(server.connects).toHaveLength(2)
  })

  test('reconnecting: the attempt is told, and End is there', async () => {
    const { server, step } = await renderWithSession(parts)
    server.holdNextConnect()
    await step(() => server.drop(lost()))
    expect(screen.getByRole('status').textContent).toBe('Reconnecting, attempt 1')
    expect(isDisabled('End')).toBe(false)
    expect(screen.getByTestId('root').dataset['state']).toBe('reconnecting')
  })

  test('an error: says why in words for people, and Try again tries again', async () => {
    const { server, session, step } = await renderWithSession(parts, { connected: false })
    server.holdNextConnect().fail(new ConnectionError('handshake_failed', 'TypeError: fetch failed'))
    await userEvent.click(screen.getByRole('button', { name: 'Start' }))
    await step(() => session.until((s) => s.connection.status === 'error'))
    expect(screen.getByRole('status').textContent).toBe('Could not connect')
    expect(screen.getByRole('alert').textContent).toBe(
      'The voice server could not be reached. Check the connection and try again.',
    )
    expect(isDisabled('End')).toBe(true)
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await step(() => session.until((s) => s.connection.status === 'connected'))
    expect(session.status).toBe('connected')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('the timer counts while connected and stands still after', async () => {
    vi.useFakeTimers()
    const { session, step, clock } = await renderWithSession(<Session.Timer />)
    vi.setSystemTime(clock.now())
    const shown = (): string | null => screen.getByRole('timer').textContent
    const pass = (ms: number): Promise<void> =>
      act(async () => {
        await clock.advance(ms)
        await vi.advanceTimersByTimeAsync(ms)
      })
    expect(shown()).toBe('0:00')
    await step(() => session.connect())
    await pass(65_000)
    expect(shown()).toBe('1:05')
    expect(screen.getByRole('timer', { name: 'Conversation time 1:05' })).toBeTruthy()
    await step(() => session.close())
    await pass(10_000)
    expect(shown()).toBe('1:05')
  })

  test('a timer that is mounted during the conversation knows when it began', async () => {
    vi.useFakeTimers()
    const { clock, rerender } = await renderWithSession(<span />)
    vi.setSystemTime(clock.now())
    await act(async () => {
      await clock.advance(30_000)
      await vi.advanceTimersByTimeAsync(30_000)
    })
    rerender(<Session.Timer />)
    await act(() => vi.advanceTimersByTimeAsync(1000) as unknown as Promise<void>)
    expect(screen.getByRole('timer').textContent).toBe('0:31')
  })

  test('a Start button that is mounted after a conversation starts again', async () => {
    const { step, session, rerender } = await renderWithSession(<span />)
    await step(() => session.close())
    rerender(<Session.ConnectButton />)
    expect(screen.getByRole('button', { name: 'Start again' })).toBeTruthy()
  })
})

describe('what every part takes', () => {
  test('className and style as functions of the state, ref, and attributes of one’s own', async () => {
    const ref = createRef<HTMLButtonElement>()
    const { connect, step } = await renderWithSession(
      <Session.ConnectButton
        ref={ref}
        id="go"
        className={({ state }) => `is-${state}`}
        style={({ state }) => ({ opacity: state === 'connected' ? 0.5 : 1 })}
      />,
      { connected: false },
    )
    const button = screen.getByRole('button', { name: 'Start' })
    expect(ref.current).toBe(button)
    expect([button.id, button.className, button.style.opacity]).toEqual(['go', 'is-disconnected', '1'])
    await step(connect)
    expect([button.className, button.style.opacity, button.dataset['slot']]).toEqual([
      'is-connected',
      '0.5',
      'session-connect',
    ])
  })

  test('render as an element gets the part’s props and keeps its own; both refs and both handlers run', async () => {
    const [outer, inner] = [createRef<HTMLButtonElement>(), createRef<HTMLAnchorElement>()]
    const onClick = vi.fn()
    const { session, step } = await renderWithSession(
      <Session.ConnectButton
        ref={outer}
        className="a"
        render={<a ref={inner} href="#x" className="b" onClick={onClick} aria-label="Talk" />}
      />,
      { connected: false },
    )
    const link = screen.getByRole('link', { name: 'Talk' })
    expect(inner.current).toBe(link)
    expect(outer.current as unknown).toBe(link)
    expect([link.className, link.dataset['slot']]).toEqual(['a b', 'session-connect'])
    await userEvent.click(link)
    await step(() => session.until((s) => s.connection.status === 'connected'))
    expect(onClick).toHaveBeenCalledTimes(1)
    expect(session.status).toBe('connected')
  })

  test('render as a function gets props and state', async () => {
    await renderWithSession(
      <Session.ConnectButton
        render={(props, { state }) => (
          <button {...(props as object)} type="button">
            {state}!
          </button>
        )}
      />,
      { connected: false },
    )
    expect(screen.getByRole('button', { name: 'disconnected!' })).toBeTruthy()
  })

  test('a handler that calls preventDefault keeps the part from acting', async () => {
    const { session } = await renderWithSession(<Session.ConnectButton onClick={(event) => event.preventDefault()} />, {
      connected: false,
    })
    await userEvent.click(screen.getByRole('button', { name: 'Start' }))
    expect(session.status).toBe('disconnected')
  })
})
