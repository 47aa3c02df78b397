import { RealtimeProvider, useRealtimeSession } from '@parley/react'
import { nora } from './agent.ts'
import { fetchClientSecret } from './clientSecret.ts'
import { Conversation } from './Conversation.tsx'

/** The fifteen lines that matter: an agent, a session, a provider. */
export function App({ url }: { url: string }) {
  const session = useRealtimeSession({ agent: nora, url, clientSecret: fetchClientSecret })
  return (
    <RealtimeProvider session={session}>
      <Conversation />
    </RealtimeProvider>
  )
}
