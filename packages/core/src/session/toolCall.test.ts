import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { handoff } from '../agent/handoff.ts'
import { RealtimeAgent, type RealtimeAgentOptions } from '../agent/realtimeAgent.ts'
import { backgroundResult, tool, type ToolOptions } from '../agent/tool.ts'
import type { JsonSchema } from '../agent/schema.ts'
import type { RunConfig } from '../settings/runConfig.ts'
import {
  createTestSession,
  functionCall,
  responseCreated,
  responseDone,
  transcriptDelta,
  userSpoke,
} from '../testing/index.ts'

const anything = { type: 'object' } as const satisfies JsonSchema
type Loose = Partial<ToolOptions<JsonSchema>>
const fake = (name: string, execute: ToolOptions<JsonSchema>['execute'] = () => 'ok', more: Loose = {}) =>
  tool({ name, description: name, parameters: anything, execute, ...more } as ToolOptions<JsonSchema>)

const withTools = async (
  tools: ReturnType<typeof fake>[],
  config: RunConfig = {},
  more: Partial<RealtimeAgentOptions> = {},
) => {
  const test = createTestSession({ agent: new RealtimeAgent({ name: 'Assistant', tools, ...more }), config })
  await test.connect()
  test.server.clear()
  const outputs = () =>
    test.server.sent.flatMap((event) =>
      event.type === 'conversation.item.create' && event.item.type === 'function_call_output'
        ? [event.item.output]
        : [],
    )
  const creates = () => test.server.sent.filter((event) => event.type === 'response.create').length
  const errors = () => test.events.flatMap((event) => (event.type === 'error' ? [event.error] : []))
  const call = async (name: string, args = '{}', ids: Parameters<typeof functionCall>[2] = {}) => {
    test.server.receive(
      responseCreated(ids.responseId ?? 'resp_1'),
      ...functionCall(name, args, ids),
      responseDone(ids.responseId ?? 'resp_1'),
    )
    await test.clock.settle()
  }
  return { ...test, outputs, creates, errors, call }
}

describe('tools', () => {
  test('rule 84: a slow tool does not hold up anything else', async () => {
    const { server, session, call } = await withTools([fake('slow', () => new Promise(() => {}))])
    await call('slow')
    expect(session.getSnapshot().toolCalls).toMatchObject([{ status: 'running' }])
    server.receive(responseCreated('r2'), transcriptDelta('Meanwhile.', { responseId: 'r2', itemId: 'm' }))
    expect(session.history.at(-1)).toMatchObject({ content: [{ transcript: 'Meanwhile.' }] })
    expect(session.getSnapshot().toolCalls).toHaveLength(1)
  })

  test('one after the other where the app wants it so', async () => {
    const order: string[] = []
    let release = (): void => {}
    const { server, clock } = await withTools(
      [
        fake(
          'a',
          () =>
            new Promise<void>((resolve) => {
              order.push('a')
              release = resolve
            }),
        ),
        fake('b', () => void order.push('b')),
      ],
      { asyncToolCalls: false },
    )
    server.receive(
      responseCreated(),
      ...functionCall('a', '{}', { callId: '1', itemId: '1' }),
      ...functionCall('b', '{}', { callId: '2', itemId: '2' }),
      responseDone(),
    )
    await clock.settle()
    expect(order).toEqual(['a'])
    release()
    await clock.settle()
    expect(order).toEqual(['a', 'b'])
  })

  test('all outputs of a response go out before one new response is asked for', async () => {
    let release = (): void => {}
    const { server, clock, outputs, creates } = await withTools([
      fake('quick', () => 'q'),
      fake(
        'slow',
        () =>
          new Promise<string>((resolve) => {
            release = () => resolve('s')
          }),
      ),
    ])
    server.receive(
      responseCreated(),
      ...functionCall('quick', '{}', { callId: '1', itemId: '1' }),
      ...functionCall('slow', '{}', { callId: '2', itemId: '2' }),
      responseDone(),
    )
    await clock.settle()
    expect([outputs(), creates()]).toEqual([['q'], 0])
    release()
    await clock.settle()
    expect([outputs(), creates()]).toEqual([['q', 's'], 1])
  })

  test('a call that the response cut off is not run', async () => {
    const execute = vi.fn(() => 'x')
    const { server, clock } = await withTools([fake('a', execute)])
    const cut = functionCall('a', '{}').map((event) =>
      'item' in event && event.type === 'response.output_item.done'
        ? { ...event, item: { ...(event.item as object), status: 'incomplete' } }
        : event,
    )
    server.receive(responseCreated(), ...(cut as ReturnType<typeof functionCall>), responseDone('resp_1', 'cancelled'))
    await clock.settle()
    expect(execute).not.toHaveBeenCalled()
  })

  test('rule 85: an unknown tool is answered, without a new response, and reported', async () => {
    const { call, outputs, creates, errors } = await withTools([])
    await call('nope')
    expect([outputs(), creates()]).toEqual([['Tool nope not found'], 0])
    expect(errors()).toMatchObject([{ code: 'tool_not_found', toolName: 'nope' }])
  })

  test('rule 86: a tool that throws tells the model so, and start and end are paired', async () => {
    const { call, outputs, creates, errors, types } = await withTools([
      fake('bad', () => {
        throw new Error('secret detail')
      }),
    ])
    await call('bad')
    expect([outputs(), creates()]).toEqual([['An error occurred while running the tool. Please try again.'], 1])
    expect(types('tool_start', 'tool_end')).toEqual(['tool_start', 'tool_end'])
    expect(errors()).toMatchObject([{ code: 'tool_threw', cause: { message: 'secret detail' } }])
  })

  test('rule 87: a timeout is told to the model, or is only an error', async () => {
    for (const onTimeout of ['result', 'error'] as const) {
      const signals: AbortSignal[] = []
      const { call, clock, outputs, creates, errors } = await withTools([
        fake(
          'slow',
          (_args, { signal }) => {
            signals.push(signal)
            return new Promise(() => {})
          },
          { timeoutMs: 5, onTimeout },
        ),
      ])
      await call('slow')
      await clock.advance(5)
      expect([outputs(), creates()]).toEqual(
        onTimeout === 'result' ? [["Tool 'slow' timed out after 5ms."], 1] : [[], 0],
      )
      expect(errors()).toMatchObject([{ code: 'tool_timed_out' }])
      expect(signals[0]?.aborted).toBe(true)
    }
  })

  test('rule 88: the same call told again after its end sends the stored output and runs nothing', async () => {
    const execute = vi.fn(() => 'once')
    const { server, call, clock, outputs } = await withTools([fake('a', execute)])
    await call('a')
    server.receive(functionCall('a', '{}').at(-1)!)
    await clock.settle()
    expect(execute).toHaveBeenCalledTimes(1)
    expect(outputs()).toEqual(['once', 'once'])
  })

  test('a used call id for another call is refused', async () => {
    const execute = vi.fn(() => 'x')
    const { server, call, clock, errors } = await withTools([fake('a', execute)])
    await call('a')
    server.receive(functionCall('a', '{"other":1}').at(-1)!)
    await clock.settle()
    expect(execute).toHaveBeenCalledTimes(1)
    expect(errors()).toMatchObject([{ code: 'model_behavior', message: expect.stringContaining('unique call ID') }])
  })

  test('rule 90: a call delivered twice while it runs runs once', async () => {
    const execute = vi.fn(() => new Promise(() => {}))
    const { server, call, clock } = await withTools([fake('a', execute)])
    await call('a')
    server.receive(functionCall('a', '{}').at(-1)!)
    await clock.settle()
    expect(execute).toHaveBeenCalledTimes(1)
  })

  test('rule 91: a tool disabled since it was offered counts as unknown', async () => {
    let enabled = true
    const { call, outputs } = await withTools([fake('a', () => 'x', { isEnabled: () => enabled })])
    enabled = false
    await call('a')
    expect(outputs()).toEqual(['Tool a not found'])
  })

  test('rule 92: an input guardrail that refuses is the output; one that throws is an error', async () => {
    const execute = vi.fn(() => 'x')
    const refuse = { name: 'g', check: () => ({ allow: false as const, message: 'Not that city.' }) }
    const first = await withTools([fake('a', execute, { inputGuardrails: [refuse] })])
    await first.call('a')
    expect(first.outputs()).toEqual(['Not that city.'])
    expect(first.types('tool_start', 'tool_end')).toEqual(['tool_start', 'tool_end'])
    const second = await withTools([
      fake('a', execute, {
        inputGuardrails: [
          {
            name: 'g',
            check: () => {
              throw new Error('broken')
            },
          },
        ],
      }),
    ])
    await second.call('a')
    expect(second.errors()).toHaveLength(1)
    expect(execute).not.toHaveBeenCalled()
  })

  test('rule 93: an output guardrail that refuses replaces the output', async () => {
    const { call, outputs } = await withTools([
      fake('a', () => 'secret', {
        outputGuardrails: [
          {
            name: 'g',
            check: ({ output }) => (output === 'secret' ? { allow: false, message: 'Withheld.' } : { allow: true }),
          },
        ],
      }),
    ])
    await call('a')
    expect(outputs()).toEqual(['Withheld.'])
  })

  test('rule 94: a background result is told without asking for an answer', async () => {
    const { call, outputs, creates } = await withTools([fake('a', () => backgroundResult({ saved: true }))])
    await call('a')
    expect([outputs(), creates()]).toEqual([['{"saved":true}'], 0])
  })

  test('rule 95: an output that could not be sent is sent when the call is told again', async () => {
    const execute = vi.fn(() => 'kept')
    const { server, clock, outputs, errors } = await withTools([fake('a', execute)])
    server.receive(responseCreated(), ...functionCall('a', '{}'), responseDone())
    server.failNextSend(new Error('full'))
    await clock.settle()
    expect([outputs(), errors().length]).toEqual([[], 1])
    server.receive(functionCall('a', '{}').at(-1)!)
    await clock.settle()
    expect(outputs()).toEqual(['kept'])
    expect(execute).toHaveBeenCalledTimes(1)
  })

  test('rule 96: whatever a tool returns, something sensible is told', async () => {
    const circular: Record<string, unknown> = { a: 1 }
    circular['self'] = circular
    const hostile = {
      toJSON() {
        throw new Error('no')
      },
    }
    const values: [unknown, string][] = [
      [{ a: [1] }, '{"a":[1]}'],
      [new Date(0), '"1970-01-01T00:00:00.000Z"'],
      [10n, '"10"'],
      [circular, '{"a":1,"self":"[circular]"}'],
      [undefined, ''],
      [null, 'null'],
      [new Map([['k', 1]]), '{"k":1}'],
      [new Error('e'), 'Error: e'],
      [hostile, '[unreadable result]'],
      ['한국어', '한국어'],
    ]
    for (const [value, expected] of values) {
      const { call, outputs } = await withTools([fake('a', () => value)])
      await call('a')
      expect(outputs()).toEqual([expected])
    }
  })

  test('rule 97: a start listener that closes the session keeps the tool from running', async () => {
    const execute = vi.fn(() => 'x')
    const { session, call } = await withTools([fake('a', execute)])
    session.on('tool_start', () => void session.close())
    await call('a')
    expect(execute).not.toHaveBeenCalled()
  })

  test('rule 98: a call that only the end of the response names is still run', async () => {
    const { server, clock, outputs, creates } = await withTools([fake('a', () => 'x')])
    server.receive(
      responseCreated(),
      responseDone('resp_1', 'completed', {
        output: [{ id: 'f', type: 'function_call', call_id: 'c', name: 'a', arguments: '' }],
      }),
    )
    await clock.settle()
    expect([outputs(), creates()]).toEqual([['x'], 1])
  })

  test('arguments are validated by the schema before the tool sees them', async () => {
    const execute = vi.fn(({ city }: { city: string }) => city)
    const typed = tool({
      name: 'w',
      description: '',
      parameters: z.object({ city: z.string().default('Seoul') }),
      execute,
    })
    const { call, outputs, errors } = await withTools([typed as never])
    await call('w', '')
    await call('w', '{"city":5}', { callId: 'c2', itemId: 'f2', responseId: 'r2' })
    await call('w', '{broken', { callId: 'c3', itemId: 'f3', responseId: 'r3' })
    expect(outputs()).toEqual([
      'Seoul',
      expect.stringContaining('parsing tool arguments'),
      expect.stringContaining('parsing tool arguments'),
    ])
    expect(errors()).toMatchObject([{ code: 'tool_arguments_invalid' }, { code: 'tool_arguments_invalid' }])
    expect(execute).toHaveBeenCalledTimes(1)
  })

  test('the signal fires when the user interrupts, where the tool asks for it', async () => {
    const reasons: boolean[] = []
    const { session, server, call, clock } = await withTools([
      fake(
        'a',
        (_args, { signal }) =>
          new Promise((_, reject) =>
            signal.addEventListener('abort', () => {
              reasons.push(true)
              reject(new Error('stopped'))
            }),
          ),
        { abortOnInterrupt: true },
      ),
    ])
    await call('a')
    server.receive(responseCreated('r2'))
    server.receiveAudio('x', 'r2', new Uint8Array(48_000))
    session.interrupt()
    await clock.settle()
    expect(reasons).toEqual([true])
    expect(session.getSnapshot().toolCalls).toMatchObject([{ status: 'cancelled' }])
  })

  test('it fires while the agent is silent too: by the app, and by the user who begins to speak', async () => {
    const stopped: string[] = []
    const { session, server, call, clock } = await withTools([
      fake(
        'a',
        (_args, { callId, signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              stopped.push(callId)
              reject(new Error('stopped'))
            })
          }),
        { abortOnInterrupt: true },
      ),
    ])
    await call('a', '{}', { callId: 'c1', itemId: 'f1', responseId: 'r1' })
    session.interrupt()
    await clock.settle()
    await call('a', '{}', { callId: 'c2', itemId: 'f2', responseId: 'r2' })
    server.receive(...userSpoke().slice(0, 1))
    await clock.settle()
    expect(stopped).toEqual(['c1', 'c2'])
    expect(session.getSnapshot().toolCalls.map(({ status }) => status)).toEqual(['cancelled', 'cancelled'])
  })

  test('a call that the user stopped is still shown as cancelled when its conversation is restored', async () => {
    const { session, call, clock, server } = await withTools([
      fake(
        'a',
        (_args, { signal }) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
        { abortOnInterrupt: true },
      ),
    ])
    await call('a', '{}', { callId: 'c1', itemId: 'f1', responseId: 'r1' })
    session.interrupt()
    await clock.settle()
    // The server tells the item again, as it does with every item; to it the call is complete.
    const item = { type: 'function_call', id: 'f1', call_id: 'c1', name: 'a', arguments: '{}', status: 'completed' }
    server.receive({ type: 'conversation.item.done', previous_item_id: null, item } as never)
    await clock.settle()
    const initialHistory = session.history
    expect(initialHistory).toMatchObject([{ callId: 'c1', status: 'incomplete', output: expect.any(String) as string }])
    const restored = createTestSession({ agent: new RealtimeAgent({ name: 'Assistant' }), initialHistory })
    expect(restored.session.getSnapshot().toolCalls).toMatchObject([{ callId: 'c1', status: 'cancelled' }])
  })

  test('calls of a restored conversation are shown as they ended, and do not run again', async () => {
    const execute = vi.fn(() => 'ok')
    const old = { type: 'function_call', name: 'a', status: 'completed', createdAt: 7, agentName: 'Nora' } as const
    const { session, connect, server } = createTestSession({
      agent: new RealtimeAgent({ name: 'Assistant', tools: [fake('a', execute)] }),
      initialHistory: [
        { ...old, id: 'f1', callId: 'c1', arguments: '{"city":"Rome"}', output: 'sunny' },
        { ...old, id: 'f2', callId: 'c2', arguments: '{}', output: null },
      ],
    })
    const shown = [
      { callId: 'c1', arguments: { city: 'Rome' }, output: 'sunny', status: 'done', startedAt: 7 },
      { callId: 'c2', status: 'cancelled', agentName: 'Nora' },
    ]
    expect(session.getSnapshot().toolCalls).toMatchObject(shown)
    await connect()
    expect(session.getSnapshot().toolCalls).toMatchObject(shown)
    expect(execute).not.toHaveBeenCalled()
    expect(server.sent.some((event) => event.type === 'response.create')).toBe(false)
  })

  test('a registered tool is offered to whichever agent is current, and withdrawn again', async () => {
    const { session, server, clock, call, outputs } = await withTools([])
    const withdraw = session.registerTool(fake('page_title', () => 'Home'))
    await clock.settle()
    expect(server.sent.at(-1)).toMatchObject({ type: 'session.update', session: { tools: [{ name: 'page_title' }] } })
    await call('page_title')
    expect(outputs()).toEqual(['Home'])
    withdraw()
    await clock.settle()
    expect(server.sent.findLast((event) => event.type === 'session.update')).toMatchObject({ session: { tools: [] } })
    expect(() => {
      session.registerTool(fake('x'))
      session.registerTool(fake('x'))
    }).toThrow(expect.objectContaining({ code: 'duplicate_tool_name' }))
  })

  test('hooks of the agent really fire', async () => {
    const hooks = { onStart: vi.fn(), onEnd: vi.fn(), onToolStart: vi.fn(), onToolEnd: vi.fn() }
    const { call } = await withTools([fake('a')], {}, { hooks })
    await call('a')
    expect(Object.values(hooks).map((hook) => hook.mock.calls.length)).toEqual([1, 1, 1, 1])
    expect(hooks.onToolEnd.mock.calls[0]?.[0]).toMatchObject({
      output: 'ok',
      outcome: 'done',
      agent: { name: 'Assistant' },
    })
  })

  test('the hook of a handoff fires on the agent that hands over, and one that throws stops nothing', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const onHandoff = vi.fn(() => {
      throw new Error('my own')
    })
    const billing = new RealtimeAgent({ name: 'Billing', hooks: { onHandoff: () => expect.unreachable() } })
    const { session, call } = await withTools([], {}, { handoffs: [billing], hooks: { onHandoff } })
    await call('transfer_to_billing')
    expect(onHandoff.mock.calls).toMatchObject([[{ fromAgent: { name: 'Assistant' }, toAgent: { name: 'Billing' } }]])
    expect(session.currentAgent).toBe(billing)
  })
})

describe('approvals', () => {
  const guarded = (execute: ToolOptions<JsonSchema>['execute'] = () => 'did it', more: Loose = {}) =>
    fake('pay', execute, { needsApproval: true, ...more })

  test('rule 99 and 108: a call that needs approval waits, and may be approved inside the event', async () => {
    const execute = vi.fn(() => 'did it')
    const { session, call, outputs, creates, types } = await withTools([guarded(execute)])
    await call('pay')
    expect(types('tool_approval_required', 'tool_start')).toEqual(['tool_approval_required'])
    expect([outputs(), session.getSnapshot().toolCalls[0]?.status]).toEqual([[], 'awaiting_approval'])
    session.on('tool_approval_required', ({ callId }) => session.approve(callId))
    await call('pay', '{}', { callId: 'c2', itemId: 'f2', responseId: 'r2' })
    expect(outputs()).toEqual(['did it'])
    expect(execute).toHaveBeenCalledTimes(1)
    session.approve('call_1')
    await Promise.resolve()
    expect(creates()).toBe(1)
  })

  test('rule 100: arguments that cannot be read ask without the policy being called', async () => {
    for (const args of ['{broken', '[1]', '"text"']) {
      const policy = vi.fn(() => false)
      const { session, call } = await withTools([guarded(undefined, { needsApproval: policy })])
      await call('pay', args)
      expect(policy).not.toHaveBeenCalled()
      expect(session.getSnapshot().toolCalls[0]?.status).toBe('awaiting_approval')
    }
  })

  test('rule 101: approved but unreadable arguments give a parse error that leaks nothing', async () => {
    const { session, clock, call, outputs } = await withTools([guarded()])
    await call('pay', '{broken')
    session.approve('call_1')
    await clock.settle()
    expect(outputs()).toEqual(['An error occurred while parsing tool arguments. Please try again with valid JSON.'])
  })

  test('rule 102: an explicit message wins, even an empty one; then the formatter; then the default', async () => {
    const run = async (config: RunConfig, message?: string) => {
      const { session, clock, call, outputs, creates, types } = await withTools([guarded()], config)
      await call('pay')
      session.reject('call_1', message === undefined ? {} : { message })
      await clock.settle()
      expect(creates()).toBe(1)
      expect(types('tool_start', 'tool_end')).toEqual(['tool_start', 'tool_end'])
      return outputs()[0]
    }
    expect(await run({ toolErrorFormatter: () => 'formatted' }, '')).toBe('')
    expect(await run({ toolErrorFormatter: () => 'formatted' })).toBe('formatted')
    for (const toolErrorFormatter of [
      () => null,
      () => {
        throw new Error('x')
      },
      () => 5 as never,
    ]) {
      expect(await run({ toolErrorFormatter })).toBe('Tool execution was not approved.')
    }
  })

  test('rule 103 and 104: lasting decisions hold for their tool alone, and win over a policy still being asked', async () => {
    let decide = (_asks: boolean): void => {}
    const policy = () =>
      new Promise<boolean>((resolve) => {
        decide = resolve
      })
    const { session, server, clock, call, outputs } = await withTools([
      guarded(undefined, { needsApproval: true }),
      fake('ns.pay', () => 'other', { needsApproval: true }),
      fake('slow', () => 'slow', { needsApproval: policy }),
    ])
    await call('pay')
    session.approve('call_1', { always: true })
    await clock.settle()
    await call('pay', '{}', { callId: 'c2', itemId: 'f2', responseId: 'r2' })
    expect(outputs()).toEqual(['did it', 'did it'])
    await call('ns.pay', '{}', { callId: 'c3', itemId: 'f3', responseId: 'r3' })
    expect(session.getSnapshot().toolCalls.at(-1)?.status).toBe('awaiting_approval')
    // Two calls of one tool: the first is refused for good while the policy is still asked about the second.
    server.receive(
      responseCreated('r4'),
      ...functionCall('slow', '{}', { callId: 'c4', itemId: 'f4', responseId: 'r4' }),
    )
    await clock.settle()
    decide(true)
    await clock.settle()
    server.receive(...functionCall('slow', '{}', { callId: 'c5', itemId: 'f5', responseId: 'r4' }))
    await clock.settle()
    session.reject('c4', { always: true, message: 'Never.' })
    decide(true)
    await clock.settle()
    expect(outputs().slice(-2)).toEqual(['Never.', 'Never.'])
  })

  test('rule 105: guardrails before approval only where asked for, and once more after it', async () => {
    const check = vi.fn(() => ({ allow: true as const }))
    const off = await withTools([guarded(undefined, { inputGuardrails: [{ name: 'g', check }] })])
    await off.call('pay')
    expect(check).not.toHaveBeenCalled()
    const on = await withTools([guarded(undefined, { inputGuardrails: [{ name: 'g', check }] })], {
      toolExecution: { preApprovalInputGuardrails: true },
    })
    await on.call('pay')
    expect(check).toHaveBeenCalledTimes(1)
    on.session.approve('call_1')
    await on.clock.settle()
    expect(check).toHaveBeenCalledTimes(2)
    const no = await withTools(
      [guarded(undefined, { inputGuardrails: [{ name: 'g', check: () => ({ allow: false, message: 'No.' }) }] })],
      { toolExecution: { preApprovalInputGuardrails: true } },
    )
    await no.call('pay')
    expect([no.outputs(), no.types('tool_approval_required')]).toEqual([['No.'], []])
  })

  test('rule 107: after a handoff the call still runs with the agent that was asked', async () => {
    const billing = new RealtimeAgent({ name: 'Billing' })
    const agents: string[] = []
    const { session, clock, call } = await withTools(
      [guarded((_args, { agent }) => void agents.push(agent.name))],
      {},
      { handoffs: [billing] },
    )
    await call('pay')
    await session.updateAgent(billing)
    expect(session.currentAgent.name).toBe('Billing')
    session.approve('call_1')
    await clock.settle()
    expect(agents).toEqual(['Assistant'])
  })

  test('an approval that nobody answers in time expires, and the model is told', async () => {
    const { session, clock, call, outputs } = await withTools([guarded()], { approvalTimeoutMs: 1_000 })
    await call('pay')
    expect(session.getSnapshot().toolCalls[0]?.expiresAt).toBe(clock.now() + 1_000)
    await clock.advance(1_000)
    expect([outputs(), session.getSnapshot().toolCalls[0]?.status]).toEqual([
      ['Tool execution was not approved.'],
      'expired',
    ])
  })

  test('rule 109: a hosted tool asks for leave; an answer that could not be sent may be given again', async () => {
    const { session, server, events } = await withTools([])
    const request = {
      id: 'mcp_1',
      type: 'mcp_approval_request',
      server_label: 'docs',
      name: 'search',
      arguments: '{}',
    } as const
    server.receive({ type: 'conversation.item.done', item: request })
    expect(events.find((event) => event.type === 'tool_approval_required')).toMatchObject({
      callId: 'mcp_1',
      source: 'mcp',
      tool: { name: 'search' },
    })
    server.failNextSend(new Error('full'))
    session.approve('mcp_1')
    expect(session.getSnapshot().toolCalls[0]?.status).toBe('awaiting_approval')
    session.approve('mcp_1')
    expect(server.sent.at(-1)).toMatchObject({
      item: { type: 'mcp_approval_response', approval_request_id: 'mcp_1', approve: true },
    })
  })

  test('a lasting refusal answers a hosted tool as well, with its message', async () => {
    const { session, server, types } = await withTools([])
    const ask = (id: string): void =>
      server.receive({
        type: 'conversation.item.done',
        item: { id, type: 'mcp_approval_request', server_label: 'docs', name: 'search', arguments: '{}' },
      })
    const answers = () => server.sent.flatMap((event) => ('item' in event ? [event.item] : []))
    ask('mcp_1')
    session.reject('mcp_1', { always: true, message: 'Not on this network.' })
    ask('mcp_2')
    expect(answers()).toMatchObject([
      { approval_request_id: 'mcp_1', approve: false, reason: 'Not on this network.' },
      { approval_request_id: 'mcp_2', approve: false, reason: 'Not on this network.' },
    ])
    expect(types('tool_approval_required')).toHaveLength(1)
    expect(session.getSnapshot().toolCalls.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  test('approving a call that does not exist is an error at once', async () => {
    const { session } = await withTools([])
    expect(() => session.approve('nope')).toThrow(expect.objectContaining({ code: 'invalid_option' }))
  })
})

describe('handoffs', () => {
  const team = (
    target: Partial<RealtimeAgentOptions> = {},
    options: Parameters<typeof handoff>[1] = {},
    base: RunConfig = {},
  ) => {
    const billing = new RealtimeAgent({ name: 'Billing', instructions: 'You do bills.', ...target })
    return withTools([fake('own')], base, { handoffs: [handoff(billing, options)] })
  }

  test('rule 110 and 111: settings of the new agent, then the output, then one response', async () => {
    const { session, server, clock, call, types } = await team()
    server.receive(responseCreated(), ...functionCall('transfer_to_billing', '{}'))
    await clock.settle()
    expect(server.sent).toMatchObject([
      { type: 'session.update', session: { instructions: 'You do bills.', tools: [] } },
      { type: 'conversation.item.create', item: { type: 'function_call_output', output: '{"assistant":"Billing"}' } },
    ])
    server.receive(responseDone())
    expect(server.sent.at(-1)?.type).toBe('response.create')
    expect(session.currentAgent.name).toBe('Billing')
    expect(types('handoff', 'tool_start')).toEqual(['handoff'])
    void call
  })

  test('rule 113: base settings are kept', async () => {
    const { server, call } = await team(
      {},
      {},
      { modelSettings: { voice: { id: 'voice_1' }, outputAudioFormat: 'pcmu' } },
    )
    await call('transfer_to_billing')
    expect(server.sent[0]).toMatchObject({
      session: { audio: { output: { format: { type: 'audio/pcmu' }, voice: { id: 'voice_1' } } } },
    })
  })

  test('rule 114: a target whose settings fail leaves the agent as it is and sends nothing', async () => {
    const { session, server, call, errors } = await team({
      instructions: () => {
        throw new Error('no template')
      },
    })
    await call('transfer_to_billing')
    expect(server.sent).toEqual([])
    expect(session.currentAgent.name).toBe('Assistant')
    expect(errors()).toHaveLength(1)
  })

  test('rule 115: the same handoff twice is one handoff', async () => {
    const onHandoff = vi.fn()
    const { server, clock, call } = await team({}, { onHandoff })
    await call('transfer_to_billing')
    server.receive(functionCall('transfer_to_billing', '{}').at(-1)!)
    await clock.settle()
    expect(onHandoff).toHaveBeenCalledTimes(1)
  })

  test('rule 116: an input that does not fit is an error of the model, and no switch', async () => {
    for (const args of ['null', '', '{"reason":1}', '{broken']) {
      const onHandoff = vi.fn()
      const { session, call, errors } = await team({}, {
        inputSchema: z.object({ reason: z.string() }),
        onHandoff,
      } as never)
      await call('transfer_to_billing', args)
      expect(errors()).toMatchObject([{ code: 'model_behavior' }])
      expect(onHandoff).not.toHaveBeenCalled()
      expect(session.currentAgent.name).toBe('Assistant')
    }
  })

  test('rule 117: a handoff listener that closes the session keeps it from being applied', async () => {
    const { session, server, call } = await team()
    session.on('handoff', () => void session.close())
    await call('transfer_to_billing')
    expect(server.sent).toEqual([])
    expect(session.currentAgent.name).toBe('Assistant')
  })

  test('rule 118: once there was audio the voice stays, with one warning', async () => {
    const { server, call, errors, session } = await team({ voice: 'cedar' }, {}, {})
    server.receive(responseCreated('r0'))
    server.receiveAudio('x', 'r0', new Uint8Array(4800))
    server.receive(responseDone('r0'))
    await call('transfer_to_billing')
    expect(server.sent[0]).toMatchObject({ type: 'session.update' })
    expect(JSON.stringify(server.sent[0])).not.toContain('cedar')
    expect(errors()).toMatchObject([{ code: 'voice_locked', severity: 'warning' }])
    await session.updateSettings({ voice: 'sage' })
    expect(errors()).toHaveLength(1)
  })

  test('an update that keeps the voice is no reason for a warning', async () => {
    const { session, server, connect, events } = createTestSession({ config: { modelSettings: { voice: 'sage' } } })
    await connect()
    server.receive(responseCreated())
    server.receiveAudio('x', 'resp_1', new Uint8Array(4800))
    await session.updateSettings({ speed: 1.1 })
    expect(server.sent.at(-1)).toMatchObject({ type: 'session.update', session: { audio: { output: { speed: 1.1 } } } })
    expect(events.filter((event) => event.type === 'error')).toEqual([])
  })

  test('rule 136: a prompt of the old agent is cleared', async () => {
    const billing = new RealtimeAgent({ name: 'Billing' })
    const { server, call } = await withTools([], {}, { prompt: { id: 'p1' }, handoffs: [billing] })
    await call('transfer_to_billing')
    expect(server.sent[0]).toMatchObject({ session: { prompt: null } })
  })
})

test('a tool named like something every object has is asked about and run like any other', async () => {
  const ran: string[] = []
  const odd = tool({
    name: 'constructor',
    description: '',
    parameters: { type: 'object' },
    needsApproval: true,
    execute: () => void ran.push('constructor'),
  })
  const { session, server, clock, connect } = createTestSession({
    agent: new RealtimeAgent({ name: 'A', tools: [odd] }),
  })
  await connect()
  const call = functionCall('constructor', '{}', { callId: 'toString' })
  server.receive(responseCreated(), ...call, responseDone())
  await clock.settle()
  expect(session.getSnapshot().toolCalls).toMatchObject([{ callId: 'toString', status: 'awaiting_approval' }])
  session.approve('toString')
  await clock.settle()
  expect(ran).toEqual(['constructor'])
})
