import type { Meta, StoryObj } from '@storybook/react-vite'
import { useEffect, useState, type ReactElement } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { createMemoryServer } from '@parley/local-server/memory'
import { secretFrom, trainDesk, trainDeskScript } from '../stories/trainDesk.ts'
import { VoiceAgent } from './VoiceAgent.tsx'
import type { VoiceVisualizer } from './VoiceStage.tsx'

interface LiveConversationProps {
  /** Your microphone. Without it you type. */
  microphone: boolean
  visualizer: VoiceVisualizer
}

/** A whole service in the page: turns are found by loudness, answers come from a script and are hummed. */
function LiveConversation({ microphone, visualizer }: LiveConversationProps): ReactElement {
  const [server] = useState(() => createMemoryServer({ script: trainDeskScript }))
  useEffect(() => () => server.close(), [server])
  return (
    <div style={{ height: '100vh' }}>
      <VoiceAgent
        agent={trainDesk}
        clientSecret={() => secretFrom(server)}
        transport="websocket"
        createWebSocket={server.createWebSocket}
        mic={microphone}
        visualizer={visualizer}
        config={{ approvalTimeoutMs: 60_000 }}
      />
    </div>
  )
}

const meta: Meta<LiveConversationProps> = {
  title: 'Live conversation',
  component: LiveConversation,
  parameters: { layout: 'fullscreen' },
  args: { microphone: true, visualizer: 'orb' },
  argTypes: { visualizer: { control: 'select', options: ['orb', 'bars', 'waveform', 'ring', 'dots'] } },
}
export default meta
type Story = StoryObj<LiveConversationProps>

/**
 * Press Start and talk, or type. Nothing leaves the page: the service at the other end of the socket is the local server in
 * memory. Try “Which trains go to Porto?”, then “The first one, by the window.”, and talk over the answer.
 */
export const TalkToIt: Story = {
  play: async ({ canvasElement }) => {
    await expect(within(canvasElement).getByRole('button', { name: 'Start' })).toBeEnabled()
  },
}

/** The same, walked from Start to End without a microphone: a tool that runs by itself, one that waits for a hand. */
export const Typed: Story = {
  args: { microphone: false, visualizer: 'bars' },
  play: async ({ canvasElement, step }) => {
    const canvas = within(canvasElement)
    const soon = { timeout: 8000 }
    // A sentence is of several pieces while it is being heard.
    const shown = (words: string): Promise<void> =>
      waitFor(() => expect(canvas.getByRole('region', { name: 'Conversation' })).toHaveTextContent(words), soon)
    const say = async (words: string): Promise<void> => {
      await userEvent.type(canvas.getByRole('textbox', { name: 'Message' }), `${words}{Enter}`)
    }
    await step('The agent begins', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Start' }))
      await shown('Nora speaking')
    })
    await step('A question is answered with a tool', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Type instead' }))
      await say('Which trains go to Porto?')
      await shown('the 08:09, the 09:39 and the 11:39')
      await expect(canvas.getByText('find_trains')).toBeVisible()
    })
    await step('A booking waits for approval', async () => {
      await say('The first one, by the window.')
      const card = await canvas.findByRole('group', { name: /change_booking/ }, soon)
      await userEvent.click(within(card).getByRole('button', { name: /Approve/ }))
      await shown('You are on the 08:09')
    })
    await step('The conversation ends, and could begin again', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'End' }))
      await expect(await canvas.findByRole('button', { name: 'Start again' })).toBeVisible()
    })
  },
}
