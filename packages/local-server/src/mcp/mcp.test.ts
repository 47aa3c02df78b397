import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createDefaultResponder } from '../responder/defaultResponder.ts'
import { startTestServer } from '../testing/testServer.ts'
import { orderOf } from '../testing/wireClient.ts'

let remote: Server | undefined
afterEach(() => remote?.close())

/** A tool server that speaks MCP's streamable HTTP, answering by JSON or by an event stream. */
async function startRemote(stream: boolean, calls: unknown[] = []): Promise<string> {
  remote = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const message = JSON.parse(body) as { id?: number; method: string; params?: { name: string; arguments: unknown } }
      if (message.id === undefined) return response.writeHead(202).end()
      const results: Record<string, unknown> = {
        initialize: {
          protocolVersion: '2025-06-18',
          capabilities: { tools: {} },
          serverInfo: { name: 'rolls', version: '1' },
        },
        'tools/list': {
          tools: [
            {
              name: 'roll_dice',
              description: 'Rolls a die',
              inputSchema: { type: 'object', properties: { sides: { type: 'integer' } } },
              annotations: { readOnlyHint: true },
            },
            { name: 'erase_all', description: 'Erases everything', inputSchema: { type: 'object', properties: {} } },
          ],
        },
        'tools/call': { content: [{ type: 'text', text: 'You rolled a four.' }] },
      }
      if (message.method === 'tools/call') calls.push(message.params)
      const text = JSON.stringify({ jsonrpc: '2.0', id: message.id, result: results[message.method] })
      response.writeHead(200, {
        'content-type': stream ? 'text/event-stream' : 'application/json',
        'mcp-session-id': 's1',
      })
      response.end(stream ? `event: message\ndata: ${text}\n\n` : text)
    })
  })
  await new Promise<void>((resolve) => {
    remote!.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(remote.address() as AddressInfo).port}/mcp`
}

const definition = (server_url: string, rest: object = {}) => ({
  type: 'mcp',
  server_label: 'rolls',
  server_url,
  ...rest,
})
const ask = (text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
})
const update = (tools: unknown[]) => ({
  type: 'session.update',
  session: { type: 'realtime', output_modalities: ['text'], tools },
})
const responder = createDefaultResponder({ now: () => 0 })

describe('remote tools', () => {
  test.each([false, true])('are listed, called and spoken in one response (streamed: %s)', async (stream) => {
    const calls: unknown[] = []
    const url = await startRemote(stream, calls)
    await using server = await startTestServer({ responder })
    const client = await server.connect()
    client.send(update([definition(url, { require_approval: 'never', allowed_tools: ['roll_dice'] })]))
    await client.next('mcp_list_tools.completed')
    const listed = await client.next('conversation.item.done')
    expect(listed['item']).toMatchObject({
      type: 'mcp_list_tools',
      server_label: 'rolls',
      tools: [{ name: 'roll_dice' }],
    })
    expect((listed['item'] as { tools: unknown[] }).tools).toHaveLength(1)
    expect(orderOf(client.events)).toEqual([
      'session.created',
      'session.updated',
      'conversation.item.added',
      'mcp_list_tools.in_progress',
      'mcp_list_tools.completed',
      'conversation.item.done',
    ])
    const before = client.events.length
    client.send(ask('Please roll a dice with 6 sides'))
    client.send({ type: 'response.create' })
    const done = await client.next('response.done')
    expect(calls).toEqual([{ name: 'roll_dice', arguments: { sides: 6 } }])
    expect(done['response']).toMatchObject({
      status: 'completed',
      output: [
        { type: 'mcp_call', name: 'roll_dice', output: 'You rolled a four.' },
        { type: 'message', content: [{ text: 'You rolled a four.' }] },
      ],
    })
    expect(orderOf(client.events.slice(before + 2))).toEqual([
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.mcp_call_arguments.delta',
      'response.mcp_call_arguments.done',
      'response.mcp_call.in_progress',
      'response.mcp_call.completed',
      'conversation.item.done',
      'response.output_item.done',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
    ])
  })

  test('wait for approval, which is the default, and go on by themselves once it is given', async () => {
    const calls: unknown[] = []
    const url = await startRemote(false, calls)
    await using server = await startTestServer({ responder })
    const client = await server.connect()
    client.send(update([definition(url)]))
    await client.next('mcp_list_tools.completed')
    client.send(ask('Please roll a dice with 6 sides'))
    client.send({ type: 'response.create' })
    const asked = (await client.next('response.done'))['response'] as { output: { id: string; type: string }[] }
    expect(asked.output).toMatchObject([{ type: 'mcp_approval_request', name: 'roll_dice' }])
    expect(calls).toEqual([])
    const approval_request_id = asked.output[0]!.id
    client.send({
      type: 'conversation.item.create',
      item: { type: 'mcp_approval_response', approval_request_id, approve: true },
    })
    const done = await client.next('response.done')
    expect(calls).toHaveLength(1)
    expect(done['response']).toMatchObject({ output: [{ type: 'mcp_call', approval_request_id }, { type: 'message' }] })
  })

  test('are not called when approval is denied', async () => {
    const calls: unknown[] = []
    const url = await startRemote(false, calls)
    await using server = await startTestServer({ responder })
    const client = await server.connect()
    client.send(update([definition(url)]))
    await client.next('mcp_list_tools.completed')
    client.send(ask('Please roll a dice with 6 sides'))
    client.send({ type: 'response.create' })
    const asked = (await client.next('response.done'))['response'] as { output: { id: string }[] }
    client.send({
      type: 'conversation.item.create',
      item: { type: 'mcp_approval_response', approval_request_id: asked.output[0]!.id, approve: false },
    })
    expect((await client.next('response.output_text.done'))['text']).toBe("All right, I won't do that.")
    expect(calls).toEqual([])
  })

  test('a server that is not there fails its listing, and the session goes on', async () => {
    await using server = await startTestServer({ responder })
    const client = await server.connect()
    client.send(update([definition('http://127.0.0.1:9/mcp')]))
    await client.next('mcp_list_tools.failed')
    client.send(ask('Hello'))
    client.send({ type: 'response.create' })
    expect((await client.next('response.done'))['response']).toMatchObject({ status: 'completed' })
  })
})
