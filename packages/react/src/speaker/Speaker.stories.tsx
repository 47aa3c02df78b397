import type { Meta, StoryObj } from '@storybook/react-vite'
import { StorySession, told, type StorySessionProps } from '../testing/StorySession.tsx'
import * as Speaker from './Speaker.parts.ts'

const devices = [
  { deviceId: 'speakers', label: 'Speakers', isDefault: true },
  { deviceId: 'headphones', label: 'Headphones', isDefault: false },
]

const meta: Meta<StorySessionProps> = {
  play: told,
  title: 'Speaker',
  parameters: {
    parts: ['Speaker'],
    docs: {
      description: {
        component:
          'The agent’s side of the sound: mute, volume, device, and the way to turn sound on where the browser blocks it.',
      },
    },
  },
  component: StorySession,
  render: (props) => (
    <StorySession {...props}>
      <Speaker.Root>
        <Speaker.Toggle />
        <Speaker.Volume />
        <Speaker.DeviceSelect />
        <Speaker.UnlockButton />
      </Speaker.Root>
    </StorySession>
  ),
}
export default meta
type Story = StoryObj<StorySessionProps>

const showing = (state: object): Story => ({
  args: {
    script: async ({ connect, speaker }) => {
      await connect()
      speaker.setState({ devices, ...state })
    },
  },
})

export const Playing: Story = showing({})
export const Muted: Story = showing({ muted: true })
export const Quiet: Story = showing({ volume: 0.3 })
export const Blocked: Story = showing({ blocked: true })
export const NoChoiceOfDevice: Story = {}
