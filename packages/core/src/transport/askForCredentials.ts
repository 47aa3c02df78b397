import type { Clock } from '../clock.ts'
import { ConnectionError, isRealtimeError } from '../errors.ts'
import type { Credentials } from './transport.ts'
import { abortedError } from './transportErrors.ts'

/**
 * Settles like `work`, or rejects when the signal aborts or the time is over, whichever is first. What `work` does later
 * is told to `onLate`, so that what it opened can be closed.
 */
export function withDeadline<T>(
  work: Promise<T>,
  options: {
    clock: Clock
    timeoutMs: number
    signal: AbortSignal
    onTimeout: () => Error
    onLate?: ((value: T) => void) | undefined
  },
): Promise<T> {
  const { clock, timeoutMs, signal, onTimeout, onLate } = options
  return new Promise<T>((resolve, reject) => {
    let settled = false
    const settle = (finish: () => void) => {
      if (settled) return
      settled = true
      cancelTimer()
      signal.removeEventListener('abort', onAbort)
      finish()
    }
    const onAbort = () => settle(() => reject(abortedError()))
    const cancelTimer = clock.setTimeout(() => settle(() => reject(onTimeout())), timeoutMs)
    work.then(
      (value) => (settled ? onLate?.(value) : settle(() => resolve(value))),
      (error: unknown) => settle(() => reject(error)),
    )
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort)
  })
}

/** The app's answer, within the time allowed. What it throws becomes a `client_secret_failed` that may be tried again. */
export async function askForCredentials(
  credentials: () => Promise<Credentials>,
  options: { clock: Clock; timeoutMs: number; signal: AbortSignal },
): Promise<Credentials> {
  if (options.signal.aborted) throw abortedError()
  const answer = (async () => credentials())()
  try {
    return await withDeadline(answer, {
      ...options,
      onTimeout: () =>
        new ConnectionError(
          'client_secret_failed',
          `No key was given within ${Math.round(options.timeoutMs / 1000)} s, so no connection was tried. Check the function or route that makes client secrets.`,
          { retryable: true },
        ),
    })
  } catch (error) {
    if (isRealtimeError(error)) throw error
    throw new ConnectionError(
      'client_secret_failed',
      'The function that gives the key failed, so no connection was tried. Its own error is the cause of this one.',
      { retryable: true, cause: error },
    )
  }
}
