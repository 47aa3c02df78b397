import type { WireMcpTool, WireMcpToolDefinition, WireTool } from '@parley/core/protocol'
import { announceItem, changeItem, findItem, insertItem, newItem } from './items.ts'
import type { McpServer } from './sessionState.ts'
import { newId, patch, send, own, type Step } from './step.ts'

/** Slice: what remote tool servers offer, told in the service's order of events. */

/** Asks servers that are new in these tools. A definition that is only a label refers to one made earlier. */
export function listNewMcpServers(step: Step, tools: readonly WireTool[]): void {
  for (const definition of tools) {
    if (definition.type !== 'mcp') continue
    const known = own(step.state.mcpServers, definition.server_label)
    if (!definition.server_url && !definition.connector_id && !definition.tunnel_id) continue
    if (known && JSON.stringify(known.definition) === JSON.stringify(definition)) continue
    const itemId = newId(step, 'mcpl')
    insertItem(step, newItem({ type: 'mcp_list_tools', id: itemId, server_label: definition.server_label, tools: [] }))
    setServer(step, definition.server_label, { itemId, definition, status: 'listing', tools: [] })
    announceItem(step, 'conversation.item.added', itemId)
    send(step, 'mcp_list_tools.in_progress', { item_id: itemId })
    step.effects.push({ type: 'listMcpTools', definition })
  }
}

function setServer(step: Step, label: string, server: McpServer): void {
  patch(step, { mcpServers: { ...step.state.mcpServers, [label]: server } })
}

export function handleMcpListed(
  step: Step,
  event: { serverLabel: string; tools: readonly WireMcpTool[] | null },
): void {
  const server = own(step.state.mcpServers, event.serverLabel)
  if (!server || server.status !== 'listing') return
  const tools = (event.tools ?? []).filter((tool) => isAllowed(server.definition, tool))
  setServer(step, event.serverLabel, { ...server, status: event.tools ? 'ready' : 'failed', tools })
  const { itemId } = server
  if (findItem(step, itemId)) {
    changeItem(step, itemId, {
      wire: { type: 'mcp_list_tools', id: itemId, server_label: event.serverLabel, tools: [...tools] },
    })
  }
  send(step, event.tools ? 'mcp_list_tools.completed' : 'mcp_list_tools.failed', { item_id: itemId })
  announceItem(step, 'conversation.item.done', itemId)
}

interface ToolFilter {
  tool_names?: string[]
  read_only?: boolean
}

function matches(filter: ToolFilter | undefined, tool: WireMcpTool): boolean {
  if (!filter) return false
  const hints = tool.annotations as { readOnlyHint?: boolean } | null | undefined
  const named = filter.tool_names === undefined || filter.tool_names.includes(tool.name)
  const readOnly = filter.read_only === undefined || (hints?.readOnlyHint ?? false) === filter.read_only
  return named && readOnly
}

function isAllowed(definition: WireMcpToolDefinition, tool: WireMcpTool): boolean {
  const allowed = definition.allowed_tools
  if (allowed == null) return true
  return Array.isArray(allowed) ? allowed.includes(tool.name) : matches(allowed, tool)
}

/** `always` is the default, as on the service. */
export function needsApproval(definition: WireMcpToolDefinition, tool: WireMcpTool): boolean {
  const rule = definition.require_approval ?? 'always'
  if (typeof rule === 'string') return rule === 'always'
  if (matches(rule.never, tool)) return false
  return rule.always === undefined || matches(rule.always, tool)
}

/** The servers that a response with these tools may use, with the definition that holds for them. */
export function mcpToolsFor(
  step: Step,
  tools: readonly WireTool[],
): { serverLabel: string; definition: WireMcpToolDefinition; tool: WireMcpTool }[] {
  return tools.flatMap((entry) => {
    if (entry.type !== 'mcp') return []
    const server = own(step.state.mcpServers, entry.server_label)
    if (server?.status !== 'ready') return []
    const definition = { ...server.definition, ...entry }
    return server.tools.map((tool) => ({ serverLabel: entry.server_label, definition, tool }))
  })
}
