import type { ClientSecretSource } from '@parley/core'
import { koLabels, VoiceAgent } from '@parley/react'
import { agent } from './agent.ts'

export function Korean({ clientSecret }: { clientSecret: ClientSecretSource }) {
  return <VoiceAgent agent={agent} clientSecret={clientSecret} labels={{ ...koLabels, connect: '상담 시작' }} />
}
