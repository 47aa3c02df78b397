import type { ClientSecretSource } from '@parley/core'
import { Mic, RealtimeProvider, Session, Transcript, useAgentEvents, useRealtimeSession } from '@parley/react'
import { agent } from '../agent.ts'

export function Parts({ clientSecret }: { clientSecret: ClientSecretSource }) {
  const session = useRealtimeSession({ agent, clientSecret })
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
