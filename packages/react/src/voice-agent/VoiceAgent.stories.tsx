import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, within } from 'storybook/test'
import { ConnectionError, RealtimeAgent } from '@parley/core'
import { arLabels } from '../labels/ar.ts'
import type { FakeSession } from '../testing/createFakeSession.ts'
import { StorySession, told, wait, type StorySessionProps } from '../testing/StorySession.tsx'
import { VoiceApp } from './VoiceAgent.tsx'
import type { VoiceVisualizer } from './VoiceStage.tsx'

type Props = StorySessionProps & { visualizer?: VoiceVisualizer }

const meta: Meta<Props> = {
  play: told,
  title: 'Conversation',
  component: StorySession,
  parameters: {
    docs: {
      description: {
        component:
          '`<VoiceAgent agent={agent} clientSecret={getSecret} />`: a whole voice app in its container. Here in its states, over a scripted server.',
      },
    },
    layout: 'fullscreen',
  },
  args: { options: { agent: new RealtimeAgent({ name: 'Nora' }) }, script: () => {} },
  render: ({ visualizer = 'orb', ...props }) => (
    <StorySession {...props}>
      <div style={{ height: '100vh' }}>
        <VoiceApp visualizer={visualizer} />
      </div>
    </StorySession>
  ),
}
export default meta
type Story = StoryObj<Props>

const talk = async ({ connect, agent }: FakeSession): Promise<void> => {
  await connect()
  agent.userSays('What is the weather in Lisbon?')
  agent.says('It is sunny and 21 degrees. You will not need a coat today, but take one for the evening.')
}

export const BeforeTheFirst: Story = {}
export const Talking: Story = { args: { voices: ['agent'], script: talk } }
export const WithBars: Story = { args: { voices: ['agent'], script: talk, visualizer: 'bars' } }
export const WithRing: Story = { args: { voices: ['agent'], script: talk, visualizer: 'ring' } }
export const MicrophoneDenied: Story = {
  args: {
    options: { agent: new RealtimeAgent({ name: 'Nora' }), microphone: { failWith: 'denied' } },
    script: ({ connect }) => connect(),
  },
}
export const Reconnecting: Story = {
  args: {
    script: async (fake) => {
      await talk(fake)
      fake.server.holdNextConnect()
      fake.server.drop(new ConnectionError('closed_by_server', 'Gone.', { retryable: true }))
    },
  },
}
export const CouldNotConnect: Story = {
  args: {
    script: async ({ session, server }) => {
      const gate = server.holdNextConnect()
      const attempt = session.connect().catch(() => {})
      gate.fail(new ConnectionError('handshake_failed', 'No.'))
      await attempt
    },
  },
}
export const RightToLeft: Story = {
  args: {
    voices: ['agent'],
    dir: 'rtl',
    labels: arLabels,
    options: { agent: new RealtimeAgent({ name: 'نورا' }) },
    script: async ({ connect, agent }) => {
      await connect()
      agent.userSays('كيف الطقس في لشبونة اليوم؟')
      agent.says('الجو مشمس ودرجة الحرارة 21. لن تحتاج إلى معطف اليوم، لكن خذ واحدًا للمساء.')
    },
  },
}

/** The whole way with the keyboard alone. */
export const ByKeyboard: Story = {
  play: async ({ canvasElement }) => {
    await told({ canvasElement })
    const canvas = within(canvasElement)
    canvas.getByRole('button', { name: 'Start' }).focus()
    await userEvent.keyboard('{Enter}')
    const mute = await canvas.findByRole('button', { name: 'Mute microphone' })
    mute.focus()
    await userEvent.keyboard(' ')
    await expect(mute).toHaveAttribute('aria-pressed', 'true')
    // However many controls there are: along the bar until the one for typing.
    const typing = canvas.getByRole('button', { name: 'Type instead' })
    for (let step = 0; step < 8 && document.activeElement !== typing; step++) await userEvent.keyboard('{ArrowRight}')
    await expect(typing).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    const message = await canvas.findByRole('textbox', { name: 'Message' })
    message.focus()
    await userEvent.keyboard('Hello Nora{Enter}')
    await expect(message).toHaveValue('')
    await wait(50)
    canvas.getByRole('button', { name: 'End' }).focus()
    await userEvent.keyboard('{Enter}')
    await expect(await canvas.findByRole('button', { name: 'Start again' })).toBeVisible()
  },
}
