import { Captions, Composer, NoticeRail, useAgentEvents, useConnection, Transcript, Visualizer } from '@parley/react'
import { useState } from 'react'
import { Bar } from './Bar.tsx'
import type { Scene, StudioProps } from './Conversation.tsx'
import { DeckState } from './DeckState.tsx'

interface DeckProps extends StudioProps {
  scene: Scene
  fresh: boolean
}

/** Whoever opens the composer wants to write. */
const focus = (input: HTMLElement | null): void => input?.focus()

/** Timeline, notices and the bar: one block at the lower edge, in reach of a thumb. */
export function Deck({ scene, fresh, choices, change, restart }: DeckProps) {
  const { status } = useConnection()
  const live = scene === 'live'
  return (
    <footer className="deck">
      {live && choices.captions && <Captions.Root className="captions" />}
      {!fresh && <Visualizer.Waveform className="timeline" />}
      {(live || (scene === 'ended' && status === 'error')) && <NoticeRail />}
      {live && <GuardrailNote />}
      {live && choices.typing && (
        <Composer.Root className="composer" when="interrupt">
          <Composer.Attach />
          <Composer.Input ref={focus} />
          <Composer.Send />
        </Composer.Root>
      )}
      <div className="deck-row">
        <div className="deck-side">{!fresh && <DeckState />}</div>
        <Bar {...{ scene, choices, change }} onGoOn={() => restart({ keep: true, connect: true })} />
        <div className="deck-side deck-end">
          {live && !choices.holdToTalk && (
            <span className="key">
              <kbd>M</kbd> mute
            </span>
          )}
          {status === 'error' && (
            <button type="button" className="quiet" onClick={() => change({ workbench: !choices.workbench })}>
              Workbench
            </button>
          )}
          {scene === 'ended' && (
            <>
              {status !== 'error' && (
                <Transcript.Root>
                  <Transcript.ExportMenu fileName="conversation" />
                </Transcript.Root>
              )}
              <button type="button" className="quiet" onClick={() => restart({ keep: false, connect: true })}>
                New conversation
              </button>
            </>
          )}
        </div>
      </div>
      {scene === 'idle' && (
        <p className="start-note">Your microphone opens when you press Start and closes when you press End.</p>
      )}
    </footer>
  )
}

/** That an answer was stopped, and by which rule; until it is dismissed or the next agent answers. */
function GuardrailNote() {
  const [note, setNote] = useState<string | null>(null)
  useAgentEvents('guardrail_tripped', ({ agent, results }) =>
    setNote(`${agent.name} was stopped by a guardrail: ${results.map(({ name }) => name).join(', ')}.`),
  )
  return (
    <output className="note">
      {note && (
        <>
          {note}
          <button type="button" className="quiet" onClick={() => setNote(null)}>
            Got it
          </button>
        </>
      )}
    </output>
  )
}
