import { Composer, NoticeRail, useConnection, Visualizer } from '@parley/react'
import { useState } from 'react'
import { Bar } from './Bar.tsx'
import type { Scene } from './Conversation.tsx'
import { DeckState } from './DeckState.tsx'

/** Timeline, notices and the bar: one block at the lower edge, in reach of a thumb. */
export function Deck({ scene }: { scene: Scene }) {
  const [typing, setTyping] = useState(false)
  const { status } = useConnection()
  const shown = scene === 'live' || scene === 'ended'
  return (
    <footer className="deck">
      {shown && <Visualizer.Waveform className="timeline" />}
      {(scene === 'live' || (scene === 'ended' && status === 'error')) && <NoticeRail />}
      {scene === 'live' && typing && <Composer.Root className="composer" when="interrupt" />}
      <div className="deck-row">
        <div className="deck-side">{shown && <DeckState />}</div>
        <Bar scene={scene} typing={typing} onTyping={() => setTyping(!typing)} />
        <div className="deck-side deck-end">
          {scene === 'live' && (
            <span className="key">
              <kbd>M</kbd> mute
            </span>
          )}
        </div>
      </div>
      {scene === 'idle' && (
        <p className="start-note">Your microphone opens when you press Start and closes when you press End.</p>
      )}
    </footer>
  )
}
