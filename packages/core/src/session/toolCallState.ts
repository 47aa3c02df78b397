import type { SessionState } from './sessionState.ts'
import type { Step } from './slice.ts'
import type { ToolCallView, ToolStatus } from './snapshot.ts'

/** One call, from the model's wish to the output that was sent. */
export interface ToolCall {
  readonly callId: string
  readonly itemId: string
  readonly responseId: string
  readonly source: 'function' | 'mcp'
  readonly name: string
  readonly arguments: string
  /** The agent that made the response: it answers for the call, whoever is current when it runs. */
  readonly agentKey: string
  readonly agentName: string
  readonly status: ToolStatus
  /** `tool_start` was emitted: a `tool_end` is owed. */
  readonly started: boolean
  readonly output: string | null
  readonly respond: boolean
  /** Somebody else's to run. */
  readonly left: boolean
}
export interface ToolsState {
  readonly calls: Readonly<Record<string, ToolCall>>
  readonly running: number
  /** Decisions made for good, by tool name. */
  readonly sticky: Readonly<Record<string, { readonly approve: boolean; readonly message: string | null }>>
  /** Responses that are over, while calls of theirs still run. */
  readonly finished: readonly string[]
  readonly mcpTools: readonly { readonly serverLabel: string; readonly name: string }[]
}

export type Patch = { tools: ToolsState; toolCalls: readonly ToolCallView[] }

/** The call and its view for the app. */
export function set(state: SessionState, call: ToolCall, extra: Partial<ToolCallView> = {}): Patch {
  const calls = { ...state.tools.calls, [call.callId]: call }
  const running = Object.values(calls).filter((other) => other.status === 'running').length
  const at = state.toolCalls.findIndex((view) => view.callId === call.callId)
  const before = state.toolCalls[at]
  const view: ToolCallView = {
    startedAt: 0,
    ...before,
    callId: call.callId,
    itemId: call.itemId,
    name: call.name,
    arguments: before ? before.arguments : parsed(call.arguments),
    agentName: call.agentName,
    status: call.status,
    ...extra,
  }
  const toolCalls = at < 0 ? [...state.toolCalls, view] : state.toolCalls.with(at, view)
  return { tools: { ...state.tools, calls, running }, toolCalls }
}

function parsed(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export function outputEffect(call: ToolCall, output: string): Parameters<Step['do']>[0] {
  const item = { type: 'function_call_output' as const, call_id: call.callId, output }
  return { type: 'send', event: { type: 'conversation.item.create', item } }
}

export function emitAsked(call: ToolCall, step: Step): void {
  step.emit({ type: 'tool_approval_required', ...about(call), source: call.source })
}
export function emitStart(call: ToolCall, step: Step): void {
  step.emit({ type: 'tool_start', ...about(call) })
}
export function emitEnd(
  call: ToolCall,
  output: string,
  outcome: 'done' | 'failed' | 'rejected' | 'cancelled',
  step: Step,
): void {
  step.emit({ type: 'tool_end', ...about(call), output, outcome })
}
const about = (call: ToolCall): { agent: string; tool: { name: string }; callId: string; arguments: string } => ({
  agent: call.agentKey,
  tool: { name: call.name },
  callId: call.callId,
  arguments: call.arguments,
})
