// @vitest-environment node
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { RealtimeAgent } from '@parley/core'
import * as parley from '../index.ts'

const {
  Captions,
  Composer,
  ControlBar,
  Latency,
  Mic,
  NoticeRail,
  RealtimeProvider,
  Session,
  Speaker,
  Transcript,
  Visualizer,
} = parley
const agent = new RealtimeAgent({ name: 'Nora' })

function Page() {
  const session = parley.useRealtimeSession({ agent, clientSecret: () => 'ek_1', mic: { echoCancellation: true } })
  return (
    <RealtimeProvider session={session}>
      <Session.Root>
        <Session.StatusText />
        <Session.Timer />
        <Session.ConnectButton />
      </Session.Root>
      <Transcript.Root>
        <Transcript.Viewport>
          <Transcript.Empty />
          <Transcript.List />
        </Transcript.Viewport>
        <Transcript.Announcer />
      </Transcript.Root>
      <Captions.Root />
      <Composer.Root />
      <Latency.Root />
      <Visualizer.Orb />
      <Visualizer.Waveform />
      <NoticeRail />
      <ControlBar.Root>
        <Mic.Root>
          <Mic.Toggle />
          <Mic.DeviceSelect />
        </Mic.Root>
        <Speaker.Root>
          <Speaker.Toggle />
          <Speaker.Volume />
        </Speaker.Root>
      </ControlBar.Root>
    </RealtimeProvider>
  )
}

test('a page renders on a server, with no window at all', () => {
  expect(typeof window).toBe('undefined')
  const html = renderToString(<Page />)
  expect(html).toContain('Not connected')
  expect(html).toContain('The conversation will appear here.')
  expect(html).toContain('aria-label="Mute microphone"')
})
