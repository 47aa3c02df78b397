'use client'

import { VoiceAgent } from '@parley/react'
import { agent } from '../lib/agent.ts'
import { clientSecret } from '../lib/clientSecret.ts'

export function Talk({ url }: { url: string }) {
  return <VoiceAgent agent={agent} url={url} clientSecret={clientSecret} />
}
