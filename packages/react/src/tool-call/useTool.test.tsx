import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { RealtimeAgent, tool } from '@parley/core'
import { renderWithSession, type RenderedSession } from '../testing/index.ts'
import * as Approval from './Approval.parts.ts'
import * as Tool from './Tool.parts.ts'
import { useApprovals } from './useApprovals.ts'
import { useTool } from './useTool.ts'
import { useToolCalls } from './useToolCalls.ts'

const seen: string[] = []
function Weather({ unit, description = 'The weather.' }: { unit: string; description?: string }): null {
  useTool({
    name: 'get_weather',
    description,
    parameters: z.object({ city: z.string() }),
    execute: ({ city }) => {
      seen.push(`${city} in ${unit}`)
      return 'Sunny.'
    },
  })
  return null
}
const updates = ({ server }: RenderedSession): { tools: unknown[] }[] =>
  server.sent.flatMap((event) =>
    event.type === 'session.update' ? [{ tools: [...((event.session as { tools?: unknown[] }).tools ?? [])] }] : [],
  )

describe('useTool', () => {
  test('offers the tool while it is mounted, and takes it back', async () => {
    const view = await renderWithSession(<Weather unit="°C" />)
    expect(updates(view).at(-1)).toMatchObject({ tools: [{ name: 'get_weather', description: 'The weather.' }] })
    view.rerender(<span />)
    await view.step(() => {})
    expect(updates(view).at(-1)).toEqual({ tools: [] })
  })

  test('runs the function of the latest render, and tells the server only what it can see', async () => {
    seen.length = 0
    const view = await renderWithSession(<Weather unit="°C" />)
    view.server.clear()
    view.rerender(<Weather unit="°F" />)
    await view.step(() => view.agent.calls('get_weather', { city: 'Oslo' }))
    expect(seen).toEqual(['Oslo in °F'])
    expect(updates(view)).toEqual([])
    view.rerender(<Weather unit="°F" description="The weather in a city." />)
    await view.step(() => {})
    expect(updates(view).at(-1)).toMatchObject({ tools: [{ description: 'The weather in a city.' }] })
  })

  test('arguments that do not fit never reach the function; the model is told', async () => {
    seen.length = 0
    const view = await renderWithSession(<Weather unit="°C" />)
    await view.step(() => view.agent.calls('get_weather', { town: 'Oslo' }))
    expect(seen).toEqual([])
    expect(view.session.getSnapshot().toolCalls).toMatchObject([{ status: 'failed' }])
  })
})

const transfer = (name: string) =>
  tool({
    name,
    description: 'Sends money.',
    parameters: { type: 'object' },
    needsApproval: true,
    execute: () => 'sent',
  })
const bank = new RealtimeAgent({ name: 'Bank', tools: [transfer('transfer'), transfer('withdraw')] })

describe('tool calls', () => {
  test('useToolCalls lists them by status, and renders for nothing else', async () => {
    const lists: string[][] = []
    const Probe = (): null => {
      lists.push(useToolCalls({ status: 'done' }).map(({ name }) => name))
      return null
    }
    const { agent, step, session } = await renderWithSession(<Probe />, { agent: bank })
    await step(() => agent.says('Hello.'))
    await step(() => agent.calls('transfer', {}))
    expect(lists).toEqual([[]])
    await step(() => session.approve(session.getSnapshot().toolCalls[0]!.callId))
    expect(lists).toEqual([[], ['transfer']])
  })

  test('useApprovals gives the oldest first, and both decisions', async () => {
    function Panel() {
      const { pending, approve, reject } = useApprovals()
      return (
        <>
          <output>{pending.map(({ name }) => name).join()}</output>
          <button type="button" onClick={() => approve(pending[0]!.callId)}>
            Yes
          </button>
          <button type="button" onClick={() => reject(pending[0]!.callId, { message: 'Not now.' })}>
            No
          </button>
        </>
      )
    }
    const { agent, step, server, session } = await renderWithSession(<Panel />, { agent: bank })
    await step(() => agent.calls('transfer', {}))
    await step(() => agent.calls('withdraw', {}))
    expect(screen.getByRole('status').textContent).toBe('transfer,withdraw')
    await userEvent.click(screen.getByRole('button', { name: 'Yes' }))
    await userEvent.click(screen.getByRole('button', { name: 'No' }))
    await step(() => {})
    expect(session.getSnapshot().toolCalls.map(({ status }) => status)).toEqual(['done', 'rejected'])
    expect(JSON.stringify(server.sent)).toContain('Not now.')
  })

  test('the hot key answers the oldest question only', async () => {
    function Cards() {
      return useApprovals().pending.map((call) => <Approval.Root key={call.callId} callId={call.callId} />)
    }
    const { agent, step, session } = await renderWithSession(<Cards />, { agent: bank })
    await step(() => agent.calls('transfer', {}))
    await step(() => agent.calls('withdraw', {}))
    await userEvent.keyboard('{Alt>}r{/Alt}')
    await step(() => {})
    expect(session.getSnapshot().toolCalls.map(({ status }) => status)).toEqual(['rejected', 'awaiting_approval'])
  })

  test('an unknown call is nothing, not an error', async () => {
    const { container } = await renderWithSession(
      <>
        <Tool.Root callId="gone" />
        <Approval.Root callId="gone" />
      </>,
    )
    expect(container.textContent).toBe('')
  })

  test.each([
    ['Tool.Name', <Tool.Name key="x" />, 'Tool.Root'],
    ['Tool.Result', <Tool.Result key="x" />, 'Tool.Root'],
    ['Approval.Summary', <Approval.Summary key="x" />, 'Approval.Root'],
    ['Approval.Approve', <Approval.Approve key="x" />, 'Approval.Root'],
    ['Approval.Remember', <Approval.Remember key="x" />, 'Approval.Root'],
  ])('%s says where it belongs', async (part, ui, root) => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    await expect(renderWithSession(ui)).rejects.toThrow(`<${part}> stands outside of <${root}>: put it inside one.`)
  })
})
