import type { ConnectionStatus } from '@parley/core'
import { Transcript, useConnection, useTranscriptIds, useWakeLock, type TranscriptFilter } from '@parley/react'
import { Deck } from './Deck.tsx'
import { Header } from './Header.tsx'
import { Stage } from './Stage.tsx'
import { StartScreen } from './StartScreen.tsx'
import type { Choices, Restart } from './Studio.tsx'
import { Suggestions } from './Suggestions.tsx'
import { Workbench } from './Workbench.tsx'

export type Scene = 'idle' | 'connecting' | 'live' | 'ended'
// Not what the guardrail tells the model.
const spoken: TranscriptFilter = { roles: ['user', 'assistant', 'tool'] }

export interface StudioProps {
  choices: Choices
  change: (choices: Partial<Choices>) => void
  restart: Restart
}

/** One page: before, during and after the conversation. */
export function Conversation(studio: StudioProps) {
  const { status } = useConnection()
  const empty = useTranscriptIds().length === 0
  const scene = sceneOf(status, empty)
  // After the conversation only where something has to be changed for the next one.
  const workbench = studio.choices.workbench && (scene !== 'ended' || status === 'error')
  useWakeLock()
  const fresh = empty && scene !== 'live'
  return (
    <div className="app" data-scene={scene} data-workbench={workbench || undefined}>
      <Header talks={!fresh} />
      <main className="main" data-fresh={fresh || undefined}>
        {fresh ? <StartScreen /> : workbench ? null : <Stage />}
        {workbench && <Workbench scene={scene} {...studio} />}
        {!fresh && (
          <Transcript.Root className="transcript" filter={spoken}>
            <Transcript.Viewport>
              {empty && <Suggestions title="Say something. Or try one of these." />}
              <Transcript.List />
            </Transcript.Viewport>
            <Transcript.JumpToLatest />
          </Transcript.Root>
        )}
      </main>
      <Deck {...{ scene, fresh, ...studio }} />
      <Transcript.Announcer />
    </div>
  )
}

function sceneOf(status: ConnectionStatus, empty: boolean): Scene {
  if (status === 'connected' || status === 'reconnecting') return 'live'
  if (status === 'connecting') return 'connecting'
  return empty ? 'idle' : 'ended'
}
