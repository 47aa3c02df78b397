'use client'

import { useState, type ReactElement } from 'react'
import * as Captions from '../captions/Captions.parts.ts'
import * as Composer from '../composer/Composer.parts.ts'
import * as ControlBar from '../control-bar/ControlBar.parts.ts'
import { captionsIcon, keyboardIcon } from '../internal/icons.tsx'
import { useLabels } from '../labels/useLabels.ts'
import * as Mic from '../microphone/Mic.parts.ts'
import { NoticeRail } from '../notices/NoticeRail.tsx'
import * as Session from '../session/Session.parts.ts'
import { useConnection } from '../session/useConnection.ts'
import * as Speaker from '../speaker/Speaker.parts.ts'
import { useKeptFocus } from './useKeptFocus.ts'
import { VoiceState } from './VoiceStage.tsx'

/** Whoever opens the composer wants to write. */
const focusInput = (form: HTMLFormElement | null): void => form?.querySelector('textarea')?.focus()

/** The lower edge: notices, captions, typing, and Start or the controls. */
export function VoiceDeck({ talks, fresh }: { talks: boolean; fresh: boolean }): ReactElement {
  const labels = useLabels()
  const failed = useConnection().status === 'error'
  const [typing, setTyping] = useState(false)
  const [captions, setCaptions] = useState(false)
  const keptFocus = useKeptFocus('[data-slot="session-connect"], [data-slot="session-disconnect"]')
  return (
    <footer data-slot="voice-agent-deck" {...keptFocus}>
      {talks && captions && <Captions.Root />}
      <NoticeRail />
      {talks && <VoiceState />}
      {talks && typing && <Composer.Root when="interrupt" ref={focusInput} />}
      {talks ? (
        <ControlBar.Root>
          <Mic.Root>
            <Mic.Toggle />
            <Mic.DeviceSelect />
          </Mic.Root>
          <Speaker.Toggle />
          <Switch name={labels.messagePlaceholder} on={typing} onChange={setTyping} icon={keyboardIcon} />
          <Switch name={labels.captions} on={captions} onChange={setCaptions} icon={captionsIcon} />
          <ControlBar.Separator />
          <Session.DisconnectButton />
        </ControlBar.Root>
      ) : (
        // After a failure this is the one way out: the notice above only says what happened.
        <Session.ConnectButton>{failed ? labels.retry : fresh ? undefined : labels.connectAgain}</Session.ConnectButton>
      )}
      {fresh && !failed && <p data-slot="voice-agent-note">{`${labels.micOff}. ${labels.micOffAdvice}`}</p>}
    </footer>
  )
}

interface SwitchProps {
  name: string
  on: boolean
  onChange: (on: boolean) => void
  icon: ReactElement
}

function Switch({ name, on, onChange, icon }: SwitchProps): ReactElement {
  return (
    <button type="button" data-slot="icon-button" aria-label={name} aria-pressed={on} onClick={() => onChange(!on)}>
      {icon}
    </button>
  )
}
