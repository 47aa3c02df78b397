import { VoiceAgent } from '@parley/react'
import { agent } from './agent.ts'
import { clientSecret } from './clientSecret.ts'

export function App({ url }: { url: string }) {
  return <VoiceAgent agent={agent} url={url} clientSecret={clientSecret} />
}
