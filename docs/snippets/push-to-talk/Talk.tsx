import type { ClientSecretSource } from '@parley/core'
import { Mic, RealtimeProvider, Session, useRealtimeSession } from '@parley/react'
import { agent } from './agent.ts'

export function Talk({ clientSecret }: { clientSecret: ClientSecretSource }) {
  const session = useRealtimeSession({
    agent,
    clientSecret,
    config: { modelSettings: { turnDetection: null } },
  })
  return (
    <RealtimeProvider session={session}>
      <Session.ConnectButton /> <Session.DisconnectButton />
      <Mic.PushToTalk />
    </RealtimeProvider>
  )
}
