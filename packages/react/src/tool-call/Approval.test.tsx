import { fireEvent, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test, vi } from 'vitest'
import { RealtimeAgent, tool } from '@parley/core'
import { renderWithSession, type RenderedSession } from '../testing/index.ts'
import { useApprovals } from './useApprovals.ts'
import * as Approval from './Approval.parts.ts'

const ran = vi.fn((args: unknown) => args)
const agent = new RealtimeAgent({
  name: 'Nora',
  tools: [
    tool({
      name: 'change_booking',
      description: 'Changes a booking.',
      parameters: { type: 'object', properties: {} },
      needsApproval: true,
      execute: ran,
    }),
  ],
})

function Cards() {
  return useApprovals().pending.map((call) => <Approval.Root key={call.callId} callId={call.callId} />)
}

async function asked(config = {}): Promise<RenderedSession> {
  const rendered = await renderWithSession(<Cards />, { agent, config })
  await rendered.step(() => rendered.agent.calls('change_booking', { train: '08:09', seat_number: 31 }))
  return rendered
}
const card = (): HTMLElement | null => screen.queryByRole('group', { name: 'Let the agent use change_booking?' })

describe('Approval', () => {
  test('asks with the arguments in words, and takes no focus', async () => {
    await asked()
    expect(card()).not.toBeNull()
    expect(screen.getByText('seat number')).toBeDefined()
    expect(document.activeElement).toBe(document.body)
    expect(ran).not.toHaveBeenCalled()
  })

  test.each([
    ['Yes, please!', /Approve/, /Decline/],
    ['No.', /Decline/, /Approve/],
  ])('a spoken "%s" lights its button and runs nothing', async (said, lit, other) => {
    const { step, agent: nora } = await asked()
    const suggested = (name: RegExp): boolean => 'suggested' in screen.getByRole('button', { name }).dataset
    await step(() => nora.userSays('What would that cost?'))
    expect([suggested(lit), suggested(other)]).toEqual([false, false])
    await step(() => nora.userSays(said))
    expect([suggested(lit), suggested(other)]).toEqual([true, false])
    expect(screen.getByText(/^You said it/).tagName).toBe('OUTPUT')
    expect(ran).not.toHaveBeenCalled()
  })

  test('runs the tool after the press', async () => {
    const { step } = await asked()
    await userEvent.click(screen.getByRole('button', { name: /Approve/ }))
    await step(() => {})
    expect(ran).toHaveBeenCalledOnce()
    expect(card()).toBeNull()
  })

  test('tells the model of a refusal', async () => {
    const { step, server } = await asked()
    await userEvent.click(screen.getByRole('button', { name: /Decline/ }))
    await step(() => {})
    expect(ran).not.toHaveBeenCalled()
    expect(server.sent.some((event) => event.type === 'conversation.item.create')).toBe(true)
  })

  test.each([
    ['KeyA', 1],
    ['KeyR', 0],
  ])('answers to Alt and %s from anywhere', async (code, runs) => {
    const { step } = await asked()
    await step(() => fireEvent.keyDown(window, { code, key: 'å', altKey: true }))
    expect(ran).toHaveBeenCalledTimes(runs)
    expect(card()).toBeNull()
  })

  test('remembers the decision for the next call', async () => {
    const { step, agent: scripted } = await asked()
    await userEvent.click(screen.getByRole('checkbox'))
    await userEvent.click(screen.getByRole('button', { name: /Approve/ }))
    await step(() => scripted.calls('change_booking', {}))
    expect(card()).toBeNull()
    expect(ran).toHaveBeenCalledTimes(2)
  })

  test('counts the time that is left', async () => {
    vi.useFakeTimers({ now: 1_700_000_000_000 })
    try {
      const { container } = await asked({ approvalTimeoutMs: 30_000 })
      expect(screen.getByText('0:30 to answer')).toBeDefined()
      expect(
        container.querySelector<HTMLElement>('[data-slot="approval-countdown"]')?.style.getPropertyValue('--rt-left'),
      ).toBe('1')
    } finally {
      vi.useRealTimers()
    }
  })

  test('expires when nobody answers', async () => {
    const { clock, session, step } = await asked({ approvalTimeoutMs: 30_000 })
    await step(() => clock.advance(31_000))
    expect(card()).toBeNull()
    expect(session.getSnapshot().toolCalls[0]?.status).toBe('expired')
  })
})
