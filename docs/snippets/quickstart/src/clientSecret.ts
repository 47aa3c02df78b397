import type { ClientSecret } from '@parley/core'

/** Asks the route for a secret that opens one conversation. */
export async function clientSecret({ signal }: { signal: AbortSignal }): Promise<ClientSecret> {
  const response = await fetch('/api/realtime/secret', { method: 'POST', signal })
  if (!response.ok) throw new Error(`No client secret: HTTP ${response.status}`)
  return (await response.json()) as ClientSecret
}
