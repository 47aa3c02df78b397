import type { Meta, StoryObj } from '@storybook/react-vite'
import { useEffect, useState, type ReactElement } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { createMemoryServer, createPreparedVoice } from '@parley/local-server/memory'
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
  const [server] = useState(() =>
    createMemoryServer({
      script: trainDeskScript,
      // Who only types may be in a hurry.
      voice: createPreparedVoice(microphone ? {} : { msPerCharacter: 12 }),
    }),
  )
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
  parameters: {
    layout: 'fullscreen',
    docs: {
      description: {
        component:
          'A conversation to have: the local server runs in this page, at the other end of the socket. Nothing leaves the page, and no key is needed.',
      },
      source: {
        code: `import { createMemoryServer } from '@parley/local-server/memory'
import { VoiceAgent } from '@parley/react'

const server = createMemoryServer({ script })

<VoiceAgent agent={agent} clientSecret={getSecret} transport="websocket" createWebSocket={server.createWebSocket} />`,
      },
    },
  },
  args: { microphone: true, visualizer: 'orb' },
  argTypes: { visualizer: { control: 'select', options: ['orb', 'bars', 'waveform', 'ring', 'dots'] } },
}
export default meta
type Story = StoryObj<LiveConversationProps>

const typed = { microphone: false, visualizer: 'bars' } as const
const soon = { timeout: 8000 }

/** As far as the play function goes, the story is told. */
const toldBy =
  (...steps: ((canvasElement: HTMLElement) => Promise<void>)[]): NonNullable<Story['play']> =>
  async ({ canvasElement }) => {
    for (const step of steps) await step(canvasElement)
    canvasElement.dataset['story'] = 'told'
  }

/** Also heard to its end, unless the browser lets no sound out. */
async function shows(canvasElement: HTMLElement, words: string): Promise<void> {
  // A sentence is of several pieces while it is being heard.
  const conversation = await within(canvasElement).findByRole('region', { name: 'Conversation' }, soon)
  await waitFor(() => expect(conversation).toHaveTextContent(words), soon)
  const heard = (): void => void expect(conversation.querySelector('[data-unheard]')).toBeNull()
  await waitFor(heard, { timeout: 2500 }).catch(() => {})
}
const say = (canvasElement: HTMLElement, words: string): Promise<void> =>
  userEvent.type(within(canvasElement).getByRole('textbox', { name: 'Message' }), `${words}{Enter}`)
const press = (canvasElement: HTMLElement, name: RegExp | string): Promise<void> =>
  userEvent.click(within(canvasElement).getByRole('button', { name }))

async function waits(canvasElement: HTMLElement): Promise<void> {
  await expect(within(canvasElement).getByRole('button', { name: 'Start' })).toBeEnabled()
}
async function begins(canvasElement: HTMLElement): Promise<void> {
  await press(canvasElement, 'Start')
  await shows(canvasElement, 'Nora speaking')
}
async function asks(canvasElement: HTMLElement): Promise<void> {
  await press(canvasElement, 'Type instead')
  await say(canvasElement, 'Which trains go to Porto?')
  await shows(canvasElement, 'the 08:09, the 09:39 and the 11:39')
  await expect(within(canvasElement).getByText('find_trains')).toBeVisible()
}
async function books(canvasElement: HTMLElement): Promise<void> {
  await say(canvasElement, 'The first one, by the window.')
  await within(canvasElement).findByRole('group', { name: /change_booking/ }, soon)
}
async function approves(canvasElement: HTMLElement): Promise<void> {
  await press(canvasElement, /^Approve/)
  await shows(canvasElement, 'You are on the 08:09')
}
async function ends(canvasElement: HTMLElement): Promise<void> {
  await press(canvasElement, 'End')
  await expect(await within(canvasElement).findByRole('button', { name: 'Start again' })).toBeVisible()
}

/**
 * Press Start and talk, or type. Nothing leaves the page: the service at the other end of the socket is the local server in
 * memory. Try “Which trains go to Porto?”, then “The first one, by the window.”, and talk over the answer.
 */
export const TalkToIt: Story = { play: toldBy(waits) }

/** A question is typed and answered with a tool; the booking waits for your hand. */
export const Asked: Story = { args: typed, play: toldBy(begins, asks, books) }

/** The same, walked on to the approval. */
export const Approved: Story = { args: typed, play: toldBy(begins, asks, books, approves) }

/** The whole way, from Start to End. */
export const Ended: Story = { args: typed, play: toldBy(begins, asks, books, approves, ends) }
