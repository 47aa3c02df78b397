import { expect, test } from 'vitest'
import { createTestSession } from '../testing/index.ts'

test('listeners are told which tools the service itself can run, and when one was run', async () => {
  const { server, connect, events } = createTestSession()
  await connect()
  const list = (serverLabel: string, ...names: string[]) => ({
    type: 'conversation.item.done' as const,
    item: {
      id: `list_${serverLabel}`,
      type: 'mcp_list_tools' as const,
      server_label: serverLabel,
      tools: names.map((name) => ({ name, input_schema: {} })),
    },
  })
  server.receive(list('docs', 'search'), list('mail', 'send'), list('docs', 'search', 'open'))
  server.receive({
    type: 'conversation.item.done',
    item: { id: 'mcp_1', type: 'mcp_call', server_label: 'docs', name: 'search', arguments: '{}', output: 'Found.' },
  })
  const changed = events.flatMap((event) => (event.type === 'mcp_tools_changed' ? [event.tools] : []))
  expect(changed.at(-1)).toEqual([
    { serverLabel: 'mail', name: 'send' },
    { serverLabel: 'docs', name: 'search' },
    { serverLabel: 'docs', name: 'open' },
  ])
  expect(events.filter((event) => event.type === 'mcp_tool_call_completed')).toMatchObject([
    { itemId: 'mcp_1', output: 'Found.' },
  ])
})
