import type { ClientSecret } from '@parley/core'

/** Asks this app's server for a secret; the page never sees the key. */
export async function clientSecret({ signal }: { signal: AbortSignal }): Promise<ClientSecret> {
  const response = await fetch('/api/realtime/secret', { method: 'POST', signal })
  if (!response.ok) throw new Error(`The app's server gave no client secret: HTTP ${response.status}`)
  return (await response.json()) as ClientSecret
}
