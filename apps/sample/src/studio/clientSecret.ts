/** Why the page has no key for the voice server, in words for the person who uses it. */
export class SecretError extends Error {}

const reasons: Record<number, string> = {
  401: 'You are not signed in. Sign in and press Start again.',
  403: 'You may not use this conversation.',
  429: 'Too many conversations were started. Wait a minute, then press Start again.',
  502: 'The voice server is not answering. Check that it runs, then press Start again.',
  503: 'The voice server is busy. Wait a moment, then press Start again.',
  504: 'The voice server did not answer in time. Press Start again.',
}

/** Asks this app's own server for a key that lives a minute. */
export async function fetchClientSecret({ signal }: { signal: AbortSignal }): Promise<{ value: string }> {
  let response: Response
  try {
    response = await fetch('/api/realtime/secret', { method: 'POST', signal })
  } catch (cause) {
    throw new SecretError('This page has lost its own server. Check your connection, then press Start again.', {
      cause,
    })
  }
  if (response.ok) return (await response.json()) as { value: string }
  const reason = reasons[response.status] ?? 'This app’s server could not make a key for the conversation.'
  throw new SecretError(reason)
}
