import type { ClientSecretSource } from '@parley/core'
import { VoiceAgent } from '@parley/react'
import { agent } from './agent.ts'

export function Page({ clientSecret }: { clientSecret: ClientSecretSource }) {
  return (
    <VoiceAgent
      agent={agent}
      url="https://my-resource.openai.azure.com/openai/v1"
      clientSecret={clientSecret}
      config={{ modelSettings: { modelName: 'my-realtime-deployment' } }}
    />
  )
}
