import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, within } from 'storybook/test'
import { ConnectionError, RealtimeAgent, tool, type RealtimeItem } from '@parley/core'
import { arLabels } from '../labels/ar.ts'
import { koLabels } from '../labels/ko.ts'
import type { FakeSession } from '../testing/createFakeSession.ts'
import { StorySession, told, wait, type StorySessionProps } from '../testing/StorySession.tsx'
import * as Transcript from './Transcript.parts.ts'

const agent = new RealtimeAgent({
  name: 'Nora',
  tools: [
    tool({
      name: 'find_trains',
      description: 'Finds trains.',
      parameters: { type: 'object', properties: {} },
      execute: () => ['08:09', '09:39', '11:39'],
    }),
    tool({
      name: 'change_booking',
      description: 'Changes a booking.',
      parameters: { type: 'object', properties: {} },
      needsApproval: true,
      execute: () => 'done',
    }),
    tool({
      name: 'seat_map',
      description: 'Shows seats.',
      parameters: { type: 'object', properties: {} },
      execute: () => {
        throw new ConnectionError('handshake_failed', 'No seat map.')
      },
    }),
  ],
})

const meta: Meta<StorySessionProps> = {
  play: told,
  title: 'Transcript',
  component: StorySession,
  parameters: {
    parts: ['Transcript'],
    docs: {
      description: {
        component:
          'What was said, and what of it was heard. Solid is heard, dimmed is received and not yet heard, struck was never heard. A delta renders one row.',
      },
    },
    layout: 'fullscreen',
  },
  args: { options: { agent, config: { approvalTimeoutMs: 30_000 } } },
  render: (props) => (
    <StorySession {...props}>
      <Transcript.Root style={{ height: '100vh' }}>
        <Transcript.Viewport>
          <Transcript.Empty />
          <Transcript.List />
        </Transcript.Viewport>
        <Transcript.JumpToLatest />
        <Transcript.Announcer />
      </Transcript.Root>
    </StorySession>
  ),
}
export default meta
type Story = StoryObj<StorySessionProps>

const showing = (change: (fake: FakeSession) => unknown, more: Partial<StorySessionProps> = {}): Story => ({
  args: {
    ...more,
    script: async (fake) => {
      await fake.connect()
      await change(fake)
    },
  },
})

function said(place: number): RealtimeItem {
  const turn = Math.floor(place / 2) + 1
  const own = { id: `old_${place}`, type: 'message', status: 'completed', createdAt: Date.now() } as const
  if (place % 2 === 0) {
    return {
      ...own,
      role: 'user',
      content: [{ type: 'input_text', text: `Question number ${turn}, asked in a whole sentence.` }],
    }
  }
  const text = `Answer number ${turn}, which says a little more than the question did.`
  return { ...own, role: 'assistant', interrupted: false, agentName: 'Nora', content: [{ type: 'output_text', text }] }
}

export const Empty: Story = {}
export const NotConnected: Story = { args: { script: () => {} } }
export const Conversation: Story = showing(async ({ agent: nora, session }) => {
  nora.userSays('Hi. I’m on the 14:30 from Lisbon to Porto tomorrow, and I need to get there earlier.')
  nora.calls('find_trains', { from: 'Lisboa Oriente', to: 'Porto', direct: true })
  await wait(30)
  nora.begins('Three direct trains leave before yours. The 08:09 arrives at 10:52, the 09:39 gets in at 12:22.')
  await wait(1800)
  session.interrupt()
  nora.userSays('Sorry, the eight o’clock one. A window seat if you can.')
  nora.calls('change_booking', {
    train: '08:09, arrives 10:52',
    seat: 'Coach 4, 31A, window',
    charge: '€4.50 to card ending 2207',
  })
  nora.says('The 08:09 still has a window seat, in coach 4. It is four euros fifty more than you paid.')
})
export const PartialUserText: Story = showing(async ({ agent: nora, server }) => {
  nora.says('Where to?')
  await wait(900)
  const item_id = nora.userSpeaks()
  const type = 'conversation.item.input_audio_transcription.delta'
  server.receive({
    type,
    event_id: 'event_partial',
    item_id,
    content_index: 0,
    delta: 'From Lisbon to Porto, but not before',
  })
})
export const BeingSpoken: Story = showing(
  ({ agent: nora }) => nora.begins('Coach 2 is the quiet one, and seat 14C is free on that train tomorrow morning.'),
  { voices: ['agent'] },
)
export const Interrupted: Story = showing(async ({ agent: nora, session }) => {
  nora.begins('The 09:39 gets in at 12:22, and the 11:39 at 14:27, which is after yours.')
  await wait(1500)
  session.interrupt()
})
export const ToolCalls: Story = showing(({ agent: nora }) => {
  nora.calls('find_trains', { from: 'Lisboa Oriente', to: 'Porto' })
  nora.calls('seat_map', { coach: 4 })
})
export const Approval: Story = showing(({ agent: nora }) =>
  nora.calls('change_booking', { train: '08:09', seat: 'Window' }),
)
export const Long: Story = {
  ...showing(() => {}, { options: { agent, initialHistory: Array.from({ length: 120 }, (_, place) => said(place)) } }),
  play: async ({ canvasElement }) => {
    await told({ canvasElement })
    const canvas = within(canvasElement)
    await canvas.findAllByText(/Question number 60/)
    const viewport = canvas.getByRole('region', { name: 'Conversation' })
    viewport.scrollTop = 0
    await userEvent.click(await canvas.findByRole('button', { name: 'Jump to latest' }))
    await expect(viewport.scrollTop).toBeGreaterThan(1000)
  },
}
export const Korean: Story = showing(
  ({ agent: nora }) => {
    nora.userSays('내일 서울 날씨가 어때요?')
    nora.says('맑고 조금 쌀쌀해요. 겉옷을 챙기세요.')
  },
  { labels: koLabels, options: { agent: new RealtimeAgent({ name: '노라' }) } },
)
export const RightToLeft: Story = showing(
  async ({ agent: nora, session }) => {
    nora.userSays('القطار الأول من فضلك، ومقعد بجانب النافذة.')
    nora.begins('قطار 08:09 يصل الساعة 10:52 صباحًا إلى المحطة المركزية.')
    await wait(1400)
    session.interrupt()
  },
  { labels: arLabels, dir: 'rtl', options: { agent: new RealtimeAgent({ name: 'نورا' }) } },
)
export const Export: Story = {
  ...showing(({ agent: nora }) => nora.userSays('Hello')),
  parameters: { layout: 'centered' },
  render: (props) => (
    <StorySession {...props}>
      <Transcript.Root style={{ width: 260, height: 320 }}>
        <Transcript.ExportMenu open />
      </Transcript.Root>
    </StorySession>
  ),
}
