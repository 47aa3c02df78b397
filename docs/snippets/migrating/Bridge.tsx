import { RealtimeAgent, RealtimeSession } from '@openai/agents-realtime'
import { Mic, RealtimeProvider, Session, Transcript } from '@parley/react'
import { fromOpenAIAgentsSession } from '@parley/react/openai-agents'

const agent = new RealtimeAgent({ name: 'Assistant', instructions: 'Be brief.' })
const session = fromOpenAIAgentsSession(new RealtimeSession(agent), {
  apiKey: async () => {
    const response = await fetch('/api/realtime/secret', { method: 'POST' })
    const { value } = (await response.json()) as { value: string }
    return value
  },
})

export function Bridge() {
  return (
    <RealtimeProvider session={session}>
      <Session.ConnectButton /> <Mic.Toggle /> <Session.DisconnectButton />
      <Transcript.Root>
        <Transcript.List />
      </Transcript.Root>
    </RealtimeProvider>
  )
}
