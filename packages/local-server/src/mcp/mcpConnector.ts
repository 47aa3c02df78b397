import type { WireMcpTool, WireMcpToolDefinition } from '@parley/core/protocol'
import type { McpConnector } from '../session/sessionPorts.ts'
import type { McpOutcome } from '../session/responseState.ts'

/** A failure of the remote server that has a code of its own. */
class McpFailure extends Error {
  readonly kind: 'protocol_error' | 'http_error'
  readonly code: number
  constructor(kind: McpFailure['kind'], code: number, message: string) {
    super(message)
    this.kind = kind
    this.code = code
  }
}

const timeoutMs = 30_000

/** Speaks MCP's streamable HTTP with remote servers: initialize, `tools/list`, `tools/call`. */
export function createMcpConnector(fetchLike: typeof fetch = fetch): McpConnector {
  let nextId = 1

  const post = async (definition: WireMcpToolDefinition, session: string | null, body: object, signal: AbortSignal) => {
    if (!definition.server_url)
      throw new McpFailure('protocol_error', 0, 'Only MCP servers with a server_url can be reached.')
    const response = await fetchLike(definition.server_url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-06-18',
        ...(definition.authorization ? { authorization: `Bearer ${definition.authorization}` } : {}),
        ...definition.headers,
        ...(session ? { 'mcp-session-id': session } : {}),
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...body }),
      signal,
    })
    if (!response.ok) {
      await response.body?.cancel()
      throw new McpFailure('http_error', response.status, `The MCP server answered with status ${response.status}.`)
    }
    return response
  }
  const request = async (
    definition: WireMcpToolDefinition,
    session: string | null,
    method: string,
    params: object,
    signal: AbortSignal,
  ) => {
    const id = nextId++
    const response = await post(definition, session, { id, method, params }, signal)
    const reply = replyIn(await response.text(), id)
    if (!reply) throw new McpFailure('protocol_error', 0, 'The MCP server gave no answer.')
    if (reply.error) throw new McpFailure('protocol_error', reply.error.code, reply.error.message)
    return { result: reply.result ?? {}, session: response.headers.get('mcp-session-id') ?? session }
  }
  const begin = async (definition: WireMcpToolDefinition, signal: AbortSignal) => {
    const params = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'parley-server', version: '1' },
    }
    const { session } = await request(definition, null, 'initialize', params, signal)
    const told = await post(definition, session, { method: 'notifications/initialized' }, signal)
    await told.body?.cancel()
    return session
  }

  return {
    async listTools(definition) {
      const signal = AbortSignal.timeout(timeoutMs)
      const session = await begin(definition, signal)
      const tools: WireMcpTool[] = []
      let cursor: unknown
      do {
        const { result } = await request(definition, session, 'tools/list', cursor ? { cursor } : {}, signal)
        for (const tool of (result['tools'] ?? []) as {
          name: string
          description?: string
          inputSchema?: unknown
          annotations?: unknown
        }[]) {
          const { name, description, inputSchema, annotations } = tool
          tools.push({
            name,
            description: description ?? null,
            input_schema: inputSchema ?? {},
            annotations: annotations ?? null,
          })
        }
        cursor = result['nextCursor']
      } while (cursor)
      return tools
    },
    async callTool(definition, name, json, signal): Promise<McpOutcome> {
      try {
        const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
        const session = await begin(definition, limited)
        const args = JSON.parse(json || '{}') as unknown
        const { result } = await request(definition, session, 'tools/call', { name, arguments: args }, limited)
        const content = (result['content'] ?? []) as { type: string; text?: string }[]
        const text = content.map((part) => part.text ?? `[${part.type}]`).join('\n')
        return result['isError'] === true
          ? { error: { type: 'tool_execution_error', message: text } }
          : { output: text }
      } catch (error) {
        if (error instanceof McpFailure)
          return { error: { type: error.kind, code: error.code, message: error.message } }
        const message = error instanceof Error ? error.message : String(error)
        return { error: { type: 'protocol_error', code: 0, message } }
      }
    },
  }
}

interface Reply {
  id?: unknown
  result?: Record<string, unknown>
  error?: { code: number; message: string }
}

/** The answer to a request, sent as JSON or as one event of a stream. */
function replyIn(text: string, id: number): Reply | null {
  const chunks = text.trimStart().startsWith('{')
    ? [text]
    : [...text.matchAll(/^data:(.*)$/gm)].map((match) => match[1]!)
  for (const chunk of chunks) {
    const message = JSON.parse(chunk) as Reply
    if (message.id === id) return message
  }
  return null
}
