import { Mic, RealtimeProvider, Session, Transcript, useAgentEvents, useRealtimeSession } from '@parley/react'
import { agent } from '../agent.ts'
import { clientSecret } from './clientSecret.ts'

export function Parts() {
  const session = useRealtimeSession({ agent, url: import.meta.env['OPENAI_BASE_URL'], clientSecret })
  useAgentEvents('tool_start', (event) => console.log(event.tool.name, event.arguments), { session })
  return (
    <RealtimeProvider session={session}>
      <Session.ConnectButton /> <Mic.Toggle /> <Session.DisconnectButton />
      <Session.ErrorMessage />
      <Transcript.Root>
        <Transcript.List />
      </Transcript.Root>
    </RealtimeProvider>
  )
}
