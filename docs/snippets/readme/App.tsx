import { RealtimeAgent } from '@parley/core'
import { Mic, RealtimeProvider, Session, Transcript, useRealtimeSession } from '@parley/react'
import '@parley/react/styles.css'

const agent = new RealtimeAgent({ name: 'Nora', instructions: 'You help travellers. Be brief.' })
const clientSecret = () => fetch('/api/realtime/secret', { method: 'POST' }).then((response) => response.json())

export function App() {
  const session = useRealtimeSession({ agent, clientSecret })
  return (
    <RealtimeProvider session={session}>
      <Session.ConnectButton /> <Mic.Toggle /> <Session.DisconnectButton />
      <Transcript.Root>
        <Transcript.List />
      </Transcript.Root>
    </RealtimeProvider>
  )
}
