import { own } from './own.ts'
import { agentOfResponse } from './response.ts'
import { emitAsked, set, type ToolCall } from './toolCallState.ts'
import type { Slice } from './slice.ts'

/** Marks the answer to a request for leave, so that one that could not be sent is recognised. */
export const mcpAnswerId = (callId: string): string => `parley_mcp_${callId}`

/** Tools that the service runs itself: which there are, when one was run, and when one asks for leave. */
export const mcpHandlers: Slice<'tools' | 'toolCalls'>['on'] = {
  'conversation.item.done': (state, event, step) => {
    const { item } = event
    if (item.type === 'mcp_list_tools') {
      const listed = item.tools.map(({ name }) => ({ serverLabel: item.server_label, name }))
      const others = state.tools.mcpTools.filter((known) => known.serverLabel !== item.server_label)
      const mcpTools = [...others, ...listed]
      step.emit({ type: 'mcp_tools_changed', tools: mcpTools })
      return { tools: { ...state.tools, mcpTools } }
    }
    if (item.type === 'mcp_call' && item.id) {
      step.emit({ type: 'mcp_tool_call_completed', itemId: item.id, output: item.output ?? null })
      return
    }
    if (item.type !== 'mcp_approval_request' || !item.id || own(state.tools.calls, item.id)) return
    const owner = agentOfResponse(state, undefined)
    const call: ToolCall = {
      callId: item.id,
      itemId: item.id,
      responseId: '',
      source: 'mcp',
      name: item.name ?? '',
      arguments: item.arguments ?? '',
      agentKey: owner.key,
      agentName: owner.name,
      status: 'awaiting_approval',
      started: false,
      output: null,
      respond: false,
      left: false,
    }
    const sticky = own(state.tools.sticky, item.name)
    if (sticky) {
      step.raise({
        type: 'tool.decided',
        callId: call.callId,
        approve: sticky.approve,
        always: false,
        message: sticky.message,
      })
    } else {
      emitAsked(call, step)
    }
    return set(state, call, { startedAt: step.at })
  },
  // The answer never left: it may be given again.
  'send.failed': (state, event) => {
    const call = Object.values(state.tools.calls).find((other) => mcpAnswerId(other.callId) === event.eventId)
    return call && set(state, { ...call, status: 'awaiting_approval', output: null })
  },
}
