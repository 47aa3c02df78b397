'use client'

import type { ClientSecret } from '@parley/core'
import { VoiceAgent } from '@parley/react'
import { agent } from './agent.ts'

async function clientSecret({ signal }: { signal: AbortSignal }): Promise<ClientSecret> {
  const response = await fetch('/api/realtime/secret', { method: 'POST', signal })
  if (!response.ok) throw new Error(`No client secret: HTTP ${response.status}`)
  return (await response.json()) as ClientSecret
}

export function Talk() {
  return <VoiceAgent agent={agent} clientSecret={clientSecret} />
}
