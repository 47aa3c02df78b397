import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { DeviceError } from '@parley/core'
import { renderWithSession } from '../testing/index.ts'
import { RealtimeErrorBoundary } from './RealtimeErrorBoundary.tsx'

let failure: unknown = null
function Part() {
  if (failure) throw failure
  return <p>Works</p>
}

describe('RealtimeErrorBoundary', () => {
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    failure = null
  })

  test('says what is wrong in place of the part, and the conversation goes on', async () => {
    failure = new DeviceError('device_unsupported', 'This browser has no WebGL.')
    const onError = vi.fn()
    const { session } = await renderWithSession(
      <RealtimeErrorBoundary onError={onError}>
        <Part />
      </RealtimeErrorBoundary>,
    )
    expect(screen.getByRole('alert').textContent).toContain('This browser has no WebGL.')
    expect(screen.getByRole('alert').getAttribute('data-severity')).toBe('error')
    expect(onError).toHaveBeenCalledWith(failure, expect.anything())
    expect(session.status).toBe('connected')
  })

  test('tries again', async () => {
    failure = new Error('Anything.')
    await renderWithSession(
      <RealtimeErrorBoundary>
        <Part />
      </RealtimeErrorBoundary>,
    )
    expect(screen.getByRole('alert').textContent).toContain('This part of the page stopped working.')
    failure = null
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(screen.getByText('Works')).toBeDefined()
  })

  test('shows what the app wants instead', async () => {
    failure = new Error('Anything.')
    await renderWithSession(
      <RealtimeErrorBoundary fallback={({ error }) => <p>{(error as Error).message}</p>}>
        <Part />
      </RealtimeErrorBoundary>,
    )
    expect(screen.getByText('Anything.')).toBeDefined()
  })
})
