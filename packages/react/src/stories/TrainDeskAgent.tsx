import type { ReactElement } from 'react'
import { VoiceAgent, type VoiceAgentProps } from '../voice-agent/VoiceAgent.tsx'
import { secretFrom, trainDesk, type PageServer } from './trainDesk.ts'

type TrainDeskAgentProps = Pick<VoiceAgentProps, 'mic' | 'visualizer'> & { server: PageServer }

/** The whole app at the train desk, whose service is a server in this page. */
export function TrainDeskAgent({ server, ...props }: TrainDeskAgentProps): ReactElement {
  return (
    <VoiceAgent
      agent={trainDesk}
      clientSecret={() => secretFrom(server)}
      transport="websocket"
      createWebSocket={server.createWebSocket}
      config={{ approvalTimeoutMs: 60_000 }}
      {...props}
    />
  )
}
