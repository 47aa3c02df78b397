import { Mic, Speaker, Transcript, useConnection, useUsage } from '@parley/react'
import { lazy, Suspense } from 'react'
import type { Scene, StudioProps } from './Conversation.tsx'
import type { TransportChoice } from './Studio.tsx'
import { Suggestions } from './Suggestions.tsx'

const Inspector = lazy(async () => {
  const { EventInspector } = await import('@parley/react/inspector')
  return { default: EventInspector.Root }
})

const transports: Record<TransportChoice, string> = {
  auto: 'Automatic: WebRTC, else WebSocket',
  webrtc: 'WebRTC',
  websocket: 'WebSocket',
}

/** Everything that may be changed or looked at while the conversation goes on. */
export function Workbench({ scene, choices, change, restart }: StudioProps & { scene: Scene }) {
  const live = scene === 'live'
  return (
    <aside className="workbench" aria-label="Workbench">
      <Suggestions title="Try" disabled={!live} />
      <section>
        <h2>Conversation</h2>
        <label className="row">
          Connection
          <select
            value={choices.transport}
            onChange={(event) => {
              // Another transport is another session; the conversation goes on in it.
              const transport = event.currentTarget.value as TransportChoice
              restart({ keep: true, connect: live, transport })
            }}
          >
            {Object.entries(transports).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <TransportInUse />
        <label className="check">
          <input
            type="checkbox"
            checked={choices.holdToTalk}
            onChange={(event) => change({ holdToTalk: event.currentTarget.checked })}
          />
          Hold a key to talk, instead of just talking
        </label>
        <Transcript.Root>
          <Transcript.ExportMenu fileName="conversation" />
        </Transcript.Root>
      </section>
      <section>
        <h2>Sound</h2>
        <div className="row">
          <span>Microphone</span>
          <Mic.DeviceSelect />
        </div>
        <div className="row">
          <span>Speaker</span>
          <Speaker.DeviceSelect />
        </div>
        <div className="volume">
          <Speaker.Toggle />
          <Speaker.Volume />
        </div>
      </section>
      <Usage />
      <section>
        <h2>Events, from now on</h2>
        <Suspense fallback={<p>Loading the inspector.</p>}>
          <Inspector className="inspector" />
        </Suspense>
      </section>
    </aside>
  )
}

function TransportInUse() {
  const connection = useConnection()
  if (connection.status !== 'connected') return null
  const name = transports[connection.transport as TransportChoice] ?? connection.transport
  return <p>{connection.fallback ? `${name}, because WebRTC could not connect here.` : `${name} is in use.`}</p>
}

function Usage() {
  const { requests, inputTokens, outputTokens, inputDetails, outputDetails } = useUsage()
  const rows = [
    ['Answers', requests],
    ['Tokens in', inputTokens],
    ['of these audio', inputDetails.audio],
    ['Tokens out', outputTokens],
    ['of these audio', outputDetails.audio],
  ] as const
  return (
    <section>
      <h2>Usage</h2>
      <dl className="usage">
        {rows.map(([name, value], index) => (
          <div key={index}>
            <dt>{name}</dt>
            <dd>{value.toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
