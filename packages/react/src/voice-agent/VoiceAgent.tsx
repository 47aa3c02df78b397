'use client'

import { useState, type ReactElement } from 'react'
import * as Captions from '../captions/Captions.parts.ts'
import * as Composer from '../composer/Composer.parts.ts'
import * as ControlBar from '../control-bar/ControlBar.parts.ts'
import { captionsIcon, keyboardIcon } from '../internal/icons.tsx'
import * as Latency from '../latency/Latency.parts.ts'
import type { Labels } from '../labels/Labels.ts'
import { useLabels } from '../labels/useLabels.ts'
import * as Mic from '../microphone/Mic.parts.ts'
import { NoticeRail } from '../notices/NoticeRail.tsx'
import { RealtimeErrorBoundary } from '../session/RealtimeErrorBoundary.tsx'
import { RealtimeProvider } from '../session/RealtimeProvider.tsx'
import * as Session from '../session/Session.parts.ts'
import { useConnection } from '../session/useConnection.ts'
import { useConversationSpan } from '../session/useConversationSpan.ts'
import { useRealtimeSession, type UseRealtimeSessionOptions } from '../session/useRealtimeSession.ts'
import { useWakeLock } from '../session/useWakeLock.ts'
import * as Speaker from '../speaker/Speaker.parts.ts'
import * as Transcript from '../transcript/Transcript.parts.ts'
import { VoiceStage, type VoiceVisualizer } from './VoiceStage.tsx'

export type VoiceAgentProps<C = unknown> = UseRealtimeSessionOptions<C> & {
  labels?: Partial<Labels>
  dir?: 'ltr' | 'rtl'
  /** Default `orb`. */
  visualizer?: VoiceVisualizer
}

/** A whole voice app in its container: start, conversation, controls, captions, typing, notices, errors. Every piece is a part you can use by itself. */
export function VoiceAgent<C = unknown>(props: VoiceAgentProps<C>): ReactElement {
  const { labels, dir, visualizer = 'orb', ...options } = props
  const session = useRealtimeSession<C>(options as UseRealtimeSessionOptions<C>)
  return (
    <RealtimeProvider session={session} {...(labels ? { labels } : {})} {...(dir ? { dir } : {})}>
      <RealtimeErrorBoundary>
        <VoiceApp visualizer={visualizer} />
      </RealtimeErrorBoundary>
    </RealtimeProvider>
  )
}

/** What `VoiceAgent` shows, around the session of the nearest provider. */
export function VoiceApp({ visualizer }: { visualizer: VoiceVisualizer }): ReactElement {
  const { status } = useConnection()
  const span = useConversationSpan()
  useWakeLock()
  const talks = status === 'connected' || status === 'reconnecting'
  const fresh = !talks && span === null
  return (
    <section data-slot="voice-agent" data-state={status} data-fresh={fresh ? '' : undefined}>
      <header data-slot="voice-agent-head">
        <Session.Root>
          <Session.StatusDot />
          <Session.StatusText />
        </Session.Root>
        {!fresh && <Session.Timer />}
        {!fresh && <Latency.Root />}
      </header>
      <div data-slot="voice-agent-main">
        <VoiceStage visualizer={visualizer} fresh={fresh} />
        {!fresh && (
          <Transcript.Root>
            <Transcript.Viewport>
              <Transcript.Empty />
              <Transcript.List />
            </Transcript.Viewport>
            <Transcript.JumpToLatest />
          </Transcript.Root>
        )}
      </div>
      <Deck talks={talks} fresh={fresh} />
      <Transcript.Announcer />
    </section>
  )
}

function Deck({ talks, fresh }: { talks: boolean; fresh: boolean }): ReactElement {
  const labels = useLabels()
  const [typing, setTyping] = useState(false)
  const [captions, setCaptions] = useState(false)
  return (
    <footer data-slot="voice-agent-deck">
      {talks && captions && <Captions.Root />}
      <NoticeRail />
      {talks && typing && <Composer.Root when="interrupt" />}
      {talks ? (
        <ControlBar.Root>
          <Mic.Root>
            <Mic.Toggle />
            <Mic.DeviceSelect />
          </Mic.Root>
          <Speaker.Toggle />
          <button
            type="button"
            data-slot="icon-button"
            aria-label={labels.messagePlaceholder}
            aria-pressed={typing}
            onClick={() => setTyping(!typing)}
          >
            {keyboardIcon}
          </button>
          <button
            type="button"
            data-slot="icon-button"
            aria-label={labels.captions}
            aria-pressed={captions}
            onClick={() => setCaptions(!captions)}
          >
            {captionsIcon}
          </button>
          <ControlBar.Separator />
          <Session.DisconnectButton />
        </ControlBar.Root>
      ) : (
        <Session.ConnectButton>{fresh ? undefined : labels.connectAgain}</Session.ConnectButton>
      )}
      {fresh && <p data-slot="voice-agent-note">{`${labels.micOff}. ${labels.micOffAdvice}`}</p>}
    </footer>
  )
}
