import type { SessionConfig, WireTool } from '@parley/core/protocol'
import { invalidValue, type Issue } from '../validation/check.ts'
import type { McpServer } from './sessionState.ts'
import { own } from './step.ts'

/** What a session and a single response have in common. */
type Options = Pick<SessionConfig, 'tools' | 'tool_choice' | 'reasoning' | 'parallel_tool_calls'>

export interface OptionContext {
  model: string
  /** The tools that will be in effect. */
  tools: readonly WireTool[]
  /** The definitions that a label alone may refer to. */
  mcpServers: Readonly<Record<string, McpServer>>
}

/** What the shape cannot tell: options that the model has not, tools that nobody has defined. `path` is `session` or `response`. */
export function optionRefusal(
  wanted: Options,
  { model, tools, mcpServers }: OptionContext,
  path: string,
): Issue | null {
  const option = wanted.reasoning != null ? 'reasoning' : 'parallel_tool_calls'
  if (wanted[option] != null && !reasons(model)) {
    return invalidValue(`${path}.${option}`, `Unsupported option for this model: '${option}'.`)
  }
  for (const [index, tool] of (wanted.tools ?? []).entries()) {
    if (tool.type !== 'mcp' || tool.server_url || tool.connector_id || tool.tunnel_id) continue
    if (own(mcpServers, tool.server_label)) continue
    const message = `MCP server '${tool.server_label}' is not defined in this session. Give its 'server_url'.`
    return invalidValue(`${path}.tools[${index}].server_label`, message)
  }
  const choice = wanted.tool_choice
  if (!choice || typeof choice === 'string') return null
  const offered = tools.some((tool) =>
    choice.type === 'function'
      ? tool.type === 'function' && tool.name === choice.name
      : tool.type === 'mcp' && tool.server_label === choice.server_label,
  )
  const name = choice.type === 'function' ? choice.name : choice.server_label
  return offered ? null : invalidValue(`${path}.tool_choice`, `Tool choice '${name}' not found in 'tools'.`)
}

/** Names that are not the service's own (a deployment's, say) may stand for any model. */
const reasons = (model: string): boolean =>
  model.startsWith('gpt-realtime-2') || !/^gpt-(4o-)?(mini-)?realtime/.test(model)
