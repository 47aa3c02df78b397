import { VoiceAgent } from '@parley/react'
import { agent } from '../agent.ts'
import { clientSecret } from './clientSecret.ts'

export function App() {
  return <VoiceAgent agent={agent} url={import.meta.env['OPENAI_BASE_URL']} clientSecret={clientSecret} />
}
