import { ConnectionError } from './errors.ts'

/** A part of the package that is a chunk of its own, fetched when it is first needed, or before. */
export interface LazyCode<T> {
  /** What was fetched; null until then. */
  readonly now: T | null
  /**
   * Fetches it, once for all who ask. After a failure the next one who asks tries again.
   * @throws ConnectionError `handshake_failed`, retryable.
   */
  fetch(): Promise<T>
}

export function createLazyCode<T>(load: () => Promise<T>, onArrival: (code: T) => void = () => {}): LazyCode<T> {
  let now: T | null = null
  let fetching: Promise<T> | null = null
  return {
    get now() {
      return now
    },
    fetch() {
      fetching ??= load().then(
        (code) => {
          now = code
          onArrival(code)
          return code
        },
        (cause: unknown) => {
          fetching = null
          throw notLoaded(cause)
        },
      )
      // Whoever needs it meets the failure.
      fetching.catch(() => {})
      return fetching
    },
  }
}

function notLoaded(cause: unknown): ConnectionError {
  return new ConnectionError(
    'handshake_failed',
    "A part of Parley's own code could not be loaded. Either the network is down, or a new version of the app has replaced the file: connect again, or reload the page.",
    { cause, retryable: true, severity: 'fatal' },
  )
}
