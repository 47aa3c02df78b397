import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, userEvent, within } from 'storybook/test'
import { ConnectionError, DeviceError, RealtimeAgent } from '@parley/core'
import * as Captions from '../captions/Captions.parts.ts'
import * as ControlBar from '../control-bar/ControlBar.parts.ts'
import { EventInspector } from '../inspector/index.ts'
import * as Latency from '../latency/Latency.parts.ts'
import * as Mic from '../microphone/Mic.parts.ts'
import { NoticeRail } from '../notices/NoticeRail.tsx'
import { RealtimeErrorBoundary } from '../session/RealtimeErrorBoundary.tsx'
import * as Session from '../session/Session.parts.ts'
import * as Speaker from '../speaker/Speaker.parts.ts'
import type { FakeSession } from '../testing/createFakeSession.ts'
import { StorySession, told, wait, type StorySessionProps } from '../testing/StorySession.tsx'
import * as Composer from '../composer/Composer.parts.ts'

const meta: Meta<StorySessionProps> = {
  play: told,
  title: 'More parts',
  parameters: {
    parts: ['Composer', 'Captions', 'ControlBar', 'NoticeRail', 'Latency', 'EventInspector'],
    docs: {
      description: {
        component:
          'Typing, captions, the bar of controls, notices, latency as it was heard, the event inspector and the error boundary.',
      },
    },
  },
  component: StorySession,
  args: { options: { agent: new RealtimeAgent({ name: 'Nora' }) } },
}
export default meta
type Story = StoryObj<StorySessionProps>

const showing = (children: ReactElement, change?: (fake: FakeSession) => unknown): Story => ({
  args: {
    script: async (fake) => {
      await fake.connect()
      await change?.(fake)
    },
  },
  render: (props) => (
    <StorySession {...props}>
      <div style={{ width: 'min(560px, calc(100vw - 32px))' }}>{children}</div>
    </StorySession>
  ),
})

export const Compose: Story = {
  ...showing(<Composer.Root />),
  play: async ({ canvasElement }) => {
    await told({ canvasElement })
    const canvas = within(canvasElement)
    const input = canvas.getByRole('textbox', { name: 'Message' })
    await userEvent.type(input, 'Hello')
    await expect(canvas.getByRole('button', { name: 'Send' })).toBeEnabled()
  },
}
export const ComposeDisabled: Story = { ...showing(<Composer.Root disabled />) }
export const CaptionsOfTheAgent: Story = showing(<Captions.Root />, ({ agent }) =>
  agent.begins('It is sunny and warm in Lisbon today, with a light wind from the sea in the afternoon.'),
)
export const CaptionsOfTheUser: Story = showing(<Captions.Root />, ({ agent }) =>
  agent.userSays('And what about tomorrow?'),
)
export const Controls: Story = showing(
  <ControlBar.Root>
    <Mic.Toggle />
    <Speaker.Toggle />
    <ControlBar.Separator />
    <Session.DisconnectButton />
  </ControlBar.Root>,
)
export const VerticalControls: Story = showing(
  <ControlBar.Root orientation="vertical">
    <Mic.Toggle />
    <Speaker.Toggle />
    <ControlBar.Separator />
    <Session.DisconnectButton />
  </ControlBar.Root>,
)
export const CollapsedControls: Story = showing(
  <div style={{ width: 200 }}>
    <ControlBar.Root>
      <Mic.Toggle />
      <ControlBar.Overflow>
        <Speaker.Toggle />
        <Mic.PushToTalk />
      </ControlBar.Overflow>
      <Session.DisconnectButton />
    </ControlBar.Root>
  </div>,
)

const notice = (change: (fake: FakeSession) => unknown): Story => showing(<NoticeRail />, change)
export const NoticeMutedSpeaking: Story = notice(({ session, microphone }) => {
  session.mute()
  microphone.speakWhileMuted()
})
export const NoticeSoundBlocked: Story = notice(({ speaker }) => speaker.setState({ blocked: true }))
export const NoticeMicrophone: Story = notice(({ microphone }) => microphone.interrupt('device-removed'))
export const NoticeReconnecting: Story = notice(({ server }) => {
  server.holdNextConnect()
  server.drop(new ConnectionError('closed_by_server', 'Gone.', { retryable: true }))
})
export const NoticeServerError: Story = notice(({ server }) =>
  server.receive({
    type: 'error',
    error: { type: 'server_error', code: null, message: 'Busy.', param: null, event_id: null },
  } as never),
)

const replyAfter = (ms: number, rttMs?: number): Story =>
  showing(
    <div style={{ display: 'grid', gap: 24, justifyItems: 'start' }}>
      <Latency.Root />
      <Latency.Breakdown />
    </div>,
    async ({ agent, server }) => {
      if (rttMs !== undefined) server.measure(rttMs)
      for (let i = 0; i < 2; i++) {
        agent.userSays('And now?')
        await wait(ms)
        agent.says('Here.')
        await wait(500)
      }
    },
  )
export const LatencyGood: Story = replyAfter(300)
export const LatencyOverWebRtc: Story = replyAfter(300, 48)
export const LatencyFair: Story = replyAfter(900)
export const LatencyPoor: Story = replyAfter(1700)

export const Inspector: Story = {
  ...showing(
    <div style={{ height: 420 }}>
      <EventInspector.Root />
    </div>,
    ({ agent }) => {
      agent.userSays('What is the weather?')
      agent.says('Sunny.')
    },
  ),
  play: async ({ canvasElement }) => {
    await told({ canvasElement })
    const canvas = within(canvasElement)
    const type = 'conversation.item.input_audio_transcription.completed'
    await canvas.findByRole('option', { name: type }, { timeout: 8000 })
    await userEvent.selectOptions(canvas.getByRole('combobox', { name: 'Type of event' }), type)
    await userEvent.click(await canvas.findByRole('button', { name: /transcription.completed/ }))
    await expect(await canvas.findByText(/What is the weather/)).toBeVisible()
  },
}

function Broken(): ReactElement {
  throw new DeviceError('device_unsupported', 'This browser has no WebGL, and the picture needs it.')
}
export const ErrorBoundary: Story = showing(
  <RealtimeErrorBoundary>
    <Broken />
  </RealtimeErrorBoundary>,
)
export const ErrorBoundaryWithFallback: Story = showing(
  <RealtimeErrorBoundary
    fallback={({ retry }) => (
      <button type="button" data-slot="button" onClick={retry}>
        Once more
      </button>
    )}
  >
    <Broken />
  </RealtimeErrorBoundary>,
)
