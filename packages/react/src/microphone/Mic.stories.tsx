import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, within } from 'storybook/test'
import type { FakeSession } from '../testing/createFakeSession.ts'
import { StorySession, told, type StorySessionProps } from '../testing/StorySession.tsx'
import * as Mic from './Mic.parts.ts'

const devices = [
  { deviceId: 'built-in', label: 'Built-in microphone', isDefault: true },
  { deviceId: 'headset', label: 'Headset', isDefault: false },
]

const meta: Meta<StorySessionProps> = {
  play: told,
  title: 'Mic',
  parameters: {
    parts: ['Mic'],
    docs: {
      description: {
        component:
          'The microphone: mute, level, device, push to talk, and a sentence of fact and one of recovery for every reason it may not work.',
      },
    },
  },
  component: StorySession,
  args: { options: { microphone: { devices } } },
  render: (props) => (
    <StorySession {...props}>
      <div style={{ display: 'grid', gap: 16, width: 'min(380px, calc(100vw - 32px))' }}>
        <Mic.Root>
          <Mic.Toggle />
          <Mic.DeviceSelect />
        </Mic.Root>
        <Mic.Level />
        <Mic.PermissionPrompt />
        <Mic.MutedSpeakingHint />
        <Mic.ErrorText />
      </div>
    </StorySession>
  ),
}
export default meta
type Story = StoryObj<StorySessionProps>

const after = (change: (fake: FakeSession) => unknown): Story => ({
  args: {
    script: async (fake) => {
      await fake.connect()
      await change(fake)
    },
  },
})
const failing = (reason: Parameters<FakeSession['microphone']['fail']>[0]): Story =>
  after(({ microphone }) => microphone.fail(reason))

export const Off: Story = { args: { script: () => {} } }
export const Prompt: Story = after(({ microphone }) => microphone.setState({ status: 'prompt' }))
export const Requesting: Story = after(({ microphone }) => microphone.setState({ status: 'requesting' }))
export const Live: Story = { args: { voices: ['mic'] } }
export const Muted: Story = {
  ...after(({ session }) => session.mute()),
  play: async ({ canvasElement }) => {
    await told({ canvasElement })
    const button = await within(canvasElement).findByRole('button', { name: 'Mute microphone', pressed: true })
    await userEvent.click(button)
    await expect(button).toHaveAttribute('aria-pressed', 'false')
    await userEvent.click(button)
  },
}
export const SpeakingWhileMuted: Story = after(({ session, microphone }) => {
  session.mute()
  microphone.speakWhileMuted()
})
export const MutedBySystem: Story = after(({ microphone }) => microphone.setMuted(true, 'system'))
export const Denied: Story = failing('denied')
export const BlockedByPolicy: Story = failing('blocked-by-policy')
export const NotFound: Story = failing('not-found')
export const InUse: Story = failing('in-use')
export const Overconstrained: Story = failing('overconstrained')
export const InsecureContext: Story = failing('insecure-context')
export const Unsupported: Story = failing('unsupported')
export const Unplugged: Story = after(({ microphone }) => microphone.interrupt('device-removed'))
export const TakenBySystem: Story = after(({ microphone }) => microphone.interrupt('os'))
export const PageHidden: Story = after(({ microphone }) => microphone.interrupt('page-hidden'))
export const PushToTalk: Story = {
  render: (props) => (
    <StorySession {...props}>
      <Mic.PushToTalk />
    </StorySession>
  ),
}
