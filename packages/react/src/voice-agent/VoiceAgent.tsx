'use client'

import type { ReactElement } from 'react'
import * as Latency from '../latency/Latency.parts.ts'
import type { Labels } from '../labels/Labels.ts'
import { RealtimeErrorBoundary } from '../session/RealtimeErrorBoundary.tsx'
import { RealtimeProvider } from '../session/RealtimeProvider.tsx'
import * as Session from '../session/Session.parts.ts'
import { useConnection } from '../session/useConnection.ts'
import { useConversationSpan } from '../session/useConversationSpan.ts'
import { useRealtimeSession, type UseRealtimeSessionOptions } from '../session/useRealtimeSession.ts'
import { useWakeLock } from '../session/useWakeLock.ts'
import * as Transcript from '../transcript/Transcript.parts.ts'
import * as Visualizer from '../visualizer/Visualizer.parts.ts'
import { VoiceDeck } from './VoiceDeck.tsx'
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
      {!fresh && visualizer !== 'waveform' && (
        <div data-slot="voice-agent-timeline">
          <Visualizer.Waveform />
        </div>
      )}
      <VoiceDeck talks={talks} fresh={fresh} />
      <Transcript.Announcer />
    </section>
  )
}
