import { RealtimeAgent } from '@parley/core'
import { VoiceAgent } from '@parley/react'
import '@parley/react/styles.css'

const agent = new RealtimeAgent({ name: 'Nora', instructions: 'You help travellers. Be brief.' })

async function clientSecret() {
  const response = await fetch('/api/realtime/secret', { method: 'POST' })
  return response.json()
}

/** `url`: the voice server's; left out, the service's own. */
export function App({ url }: { url: string }) {
  return <VoiceAgent agent={agent} url={url} clientSecret={clientSecret} />
}
