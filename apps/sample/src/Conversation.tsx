import { Transcript, useAgentEvents, useConnection, useWakeLock } from '@parley/react'
import { useState } from 'react'
import { Deck } from './Deck.tsx'
import { Header } from './Header.tsx'
import { Stage } from './Stage.tsx'
import { StartScreen } from './StartScreen.tsx'

export type Scene = 'idle' | 'connecting' | 'live' | 'ended'

/** One page: before, during and after the conversation. */
export function Conversation() {
  const { status } = useConnection()
  const [talked, setTalked] = useState(false)
  useAgentEvents('history_added', () => setTalked(true))
  useAgentEvents('connection_changed', ({ connection }) => {
    if (connection.status === 'connecting') setTalked(false)
  })
  useWakeLock()
  const scene = sceneOf(status, talked)
  return (
    <div className="app" data-scene={scene}>
      <Header scene={scene} />
      <main className="main">
        {scene === 'idle' || scene === 'connecting' ? (
          <StartScreen />
        ) : (
          <>
            <Stage />
            <Transcript.Root className="transcript">
              <Transcript.Viewport>
                <Transcript.Empty />
                <Transcript.List />
              </Transcript.Viewport>
              <Transcript.JumpToLatest />
            </Transcript.Root>
          </>
        )}
      </main>
      <Deck scene={scene} />
      <Transcript.Announcer />
    </div>
  )
}

function sceneOf(status: ReturnType<typeof useConnection>['status'], talked: boolean): Scene {
  if (status === 'connected' || status === 'reconnecting') return 'live'
  if (status === 'connecting') return 'connecting'
  return talked ? 'ended' : 'idle'
}
