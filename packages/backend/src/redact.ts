/** What a key or secret of a realtime service looks like, for texts of unknown origin. */
const KEY_LIKE = /\b(?:sk|ek|rk)[-_][\w-]{6,}/g

/** A word of the upstream that may be logged, such as an error code or a request id: short, without spaces, with nothing that resembles a key. */
export function safeWord(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[\w.[\]:-]{1,128}$/.test(value)) return undefined
  return value.replace(KEY_LIKE, '[redacted]')
}

/** What may be said of an exception: its class and system code. Messages are left out: a fetch that rejects a header quotes the header. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const { cause } = error
  const code = (error as { code?: unknown }).code ?? (cause as { code?: unknown } | undefined)?.code
  const name = safeWord(error.name) ?? 'Error'
  const word = safeWord(code)
  return word === undefined ? name : `${name} (${word})`
}

/**
 * What an exception of the app's own callbacks said, for the server log: without it a mistake in `authorize` could not be found.
 * Anything as long as a key is cut out, whatever it is.
 */
export function explainError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return `${describeError(error)}: ${message.replace(KEY_LIKE, '[redacted]').replace(/[\w+/=-]{20,}/g, '[redacted]')}`.slice(
    0,
    500,
  )
}
