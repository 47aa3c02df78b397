import type { ClientSecretSource } from '@parley/core'
import { RealtimeProvider, Session, useRealtimeSession } from '@parley/react'
import { agent } from './agent.ts'

export function OwnStream({ stream, clientSecret }: { stream: MediaStream; clientSecret: ClientSecretSource }) {
  const session = useRealtimeSession({ agent, clientSecret, mic: { stream } })
  return (
    <RealtimeProvider session={session}>
      <Session.ConnectButton />
    </RealtimeProvider>
  )
}
