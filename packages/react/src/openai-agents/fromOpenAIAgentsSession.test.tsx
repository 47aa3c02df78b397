import {
  RealtimeAgent as TheirAgent,
  RealtimeSession as TheirSession,
  tool,
  OpenAIRealtimeBase,
} from '@openai/agents-realtime'
import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { RealtimeProvider } from '../session/RealtimeProvider.tsx'
import * as Mic from '../microphone/Mic.parts.ts'
import * as Session from '../session/Session.parts.ts'
import { createScriptedAgent, type ScriptedAgent } from '../testing/index.ts'
import * as Transcript from '../transcript/Transcript.parts.ts'
import { fromOpenAIAgentsSession } from './fromOpenAIAgentsSession.ts'

/** Their own transport, with the network taken out. */
class Wire extends OpenAIRealtimeBase {
  status: 'connected' | 'disconnected' | 'connecting' | 'disconnecting' = 'disconnected'
  muted = false
  readonly sent: { type: string }[] = []
  connects = 0
  async connect(): Promise<void> {
    this.connects++
    this.status = 'connected'
    this._onOpen()
  }
  close(): void {
    this.status = 'disconnected'
    this._onClose()
  }
  mute(muted: boolean): void {
    this.muted = muted
  }
  interrupt(): void {
    this.sent.push({ type: 'interrupt' })
  }
  sendEvent(event: { type: string }): void {
    this.sent.push(event)
  }
  hears(...events: { type: string }[]): void {
    for (const event of events) this._onMessage({ data: JSON.stringify(event) } as MessageEvent)
  }
}

let wire: Wire
let nora: ScriptedAgent
let ran: string[]

beforeEach(() => {
  wire = new Wire()
  // They play the sound; of that, nothing comes over this wire.
  nora = createScriptedAgent({ receive: (...events) => wire.hears(...events), receiveAudio() {} })
  ran = []
})

function page() {
  const book = tool({
    name: 'book',
    description: 'Books.',
    parameters: z.object({ train: z.string() }),
    needsApproval: true,
    execute: ({ train }) => {
      ran.push(train)
      return `booked ${train}`
    },
  })
  const theirs = new TheirSession(new TheirAgent({ name: 'Nora', tools: [book] }), { transport: wire })
  const session = fromOpenAIAgentsSession(theirs, { apiKey: 'ek_test' })
  render(
    <RealtimeProvider session={session}>
      <Session.StatusText />
      <Session.ConnectButton />
      <Session.DisconnectButton />
      <Mic.Toggle />
      <Transcript.Root>
        <Transcript.List />
      </Transcript.Root>
    </RealtimeProvider>,
  )
  return { theirs, session }
}
const step = (change: () => unknown): Promise<void> =>
  act(async () => {
    change()
    await frame()
  })
/** Changes are told once a frame. */
const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))
const start = async (): Promise<void> => {
  await userEvent.click(screen.getByRole('button', { name: 'Start' }))
  await screen.findByText('Connected')
}

describe('a session of @openai/agents-realtime', () => {
  test('connects and closes from the parts', async () => {
    page()
    await start()
    expect(wire.connects).toBe(1)
    await userEvent.click(screen.getByRole('button', { name: 'End' }))
    await screen.findByText('Not connected')
    expect(wire.status).toBe('disconnected')
  })

  test('shows what was said', async () => {
    page()
    await start()
    await step(() => nora.userSays('Hello there'))
    await step(() => nora.says('Hi, I am Nora.'))
    expect((await screen.findAllByRole('listitem')).map((row) => row.textContent)).toEqual([
      expect.stringContaining('Hello there'),
      expect.stringContaining('Hi, I am Nora.'),
    ])
  })

  test('mutes their microphone', async () => {
    page()
    await start()
    await userEvent.click(screen.getByRole('button', { name: 'Mute microphone' }))
    expect(wire.muted).toBe(true)
  })

  test('asks for an approval, and their session runs the tool once', async () => {
    page()
    await start()
    await step(() => nora.calls('book', { train: '08:09' }))
    await userEvent.click(await screen.findByRole('button', { name: /Approve/ }))
    expect(await screen.findByText('done')).toBeDefined()
    expect(ran).toEqual(['08:09'])
    expect(wire.sent.filter((event) => JSON.stringify(event).includes('booked 08:09'))).toHaveLength(1)
  })

  test('sends a message of the user once, and leaves the settings alone', async () => {
    const { session } = page()
    await start()
    const before = wire.sent.filter((event) => event.type === 'session.update').length
    await act(async () => session.sendMessage('Hello'))
    expect(wire.sent.filter((event) => event.type === 'conversation.item.create')).toHaveLength(1)
    expect(wire.sent.filter((event) => event.type === 'response.create')).toHaveLength(1)
    expect(wire.sent.filter((event) => event.type === 'session.update')).toHaveLength(before)
  })
})
