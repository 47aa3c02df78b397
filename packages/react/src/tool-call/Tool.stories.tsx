import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, within } from 'storybook/test'
import { RealtimeAgent, tool } from '@parley/core'
import type { FakeSession } from '../testing/createFakeSession.ts'
import { StorySession, told, wait, type StorySessionProps } from '../testing/StorySession.tsx'
import * as Approval from './Approval.parts.ts'
import * as Tool from './Tool.parts.ts'
import { useToolCalls } from './useToolCalls.ts'

const any = { type: 'object', properties: {} } as const
const agent = new RealtimeAgent({
  name: 'Nora',
  tools: [
    tool({ name: 'quick', description: '', parameters: any, execute: () => ({ found: 3 }) }),
    tool({ name: 'slow', description: '', parameters: any, execute: () => new Promise(() => {}) }),
    tool({ name: 'broken', description: '', parameters: any, execute: () => Promise.reject(new Error('No.')) }),
    tool({ name: 'charge_card', description: '', parameters: any, needsApproval: true, execute: () => 'charged' }),
  ],
})

function Calls({ approvals = false }: { approvals?: boolean }): ReactElement {
  const calls = useToolCalls()
  return (
    <div style={{ display: 'grid', gap: 8, width: 'min(480px, calc(100vw - 32px))' }}>
      {calls.map(({ callId }) =>
        approvals ? <Approval.Root key={callId} callId={callId} /> : <Tool.Root key={callId} callId={callId} />,
      )}
    </div>
  )
}

const meta: Meta<StorySessionProps> = {
  play: told,
  title: 'Tool and Approval',
  parameters: {
    parts: ['Tool', 'Approval'],
    docs: {
      description: {
        component:
          'A tool call is one line, and a card while it waits for your hand. Alt A approves, Alt R declines; the focus stays where it was.',
      },
    },
  },
  component: StorySession,
  args: { options: { agent } },
  render: (props) => (
    <StorySession {...props}>
      <Calls />
    </StorySession>
  ),
}
export default meta
type Story = StoryObj<StorySessionProps>

const showing = (
  change: (fake: FakeSession) => unknown,
  options: StorySessionProps['options'] = { agent },
): StorySessionProps => ({
  options,
  script: async (fake) => {
    await fake.connect()
    await change(fake)
  },
})
const asking = { amount: '€4.50', card: 'ending 2207' }
const cards: Story['render'] = (props) => (
  <StorySession {...props}>
    <Calls approvals />
  </StorySession>
)

export const EveryStatus: Story = {
  args: showing(async ({ agent: nora, session }) => {
    nora.calls('quick', { city: 'Lisbon' })
    nora.calls('broken', { coach: 4 })
    nora.calls('charge_card', asking)
    const refused = nora.calls('charge_card', { amount: '€90' })
    await wait(20)
    session.reject(refused.callId)
    nora.calls('slow', { minutes: 10 })
  }),
  play: async ({ canvasElement }) => {
    await told({ canvasElement })
    const canvas = within(canvasElement)
    for (const word of ['done', 'failed', 'waiting for you', 'declined by you', 'running']) {
      await expect(await canvas.findByText(word)).toBeVisible()
    }
  },
}
export const Pending: Story = {
  args: showing(({ agent: nora }) => nora.calls('charge_card', asking), {
    agent,
    config: { approvalTimeoutMs: 30_000 },
  }),
  render: cards,
}
export const Approved: Story = {
  args: showing(async ({ agent: nora, session }) => {
    const { callId } = nora.calls('charge_card', asking)
    await wait(20)
    session.approve(callId)
  }),
  render: cards,
}
export const Rejected: Story = {
  args: showing(async ({ agent: nora, session }) => {
    const { callId } = nora.calls('charge_card', asking)
    await wait(20)
    session.reject(callId)
  }),
  render: cards,
}
export const Expired: Story = {
  args: showing(({ agent: nora }) => nora.calls('charge_card', asking), { agent, config: { approvalTimeoutMs: 50 } }),
  render: cards,
}
