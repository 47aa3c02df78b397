import { ProtocolError, ToolError, type RealtimeError } from '../errors.ts'
import type { WireFunctionCall } from '../protocol/index.ts'
import { mcpAnswerId, mcpHandlers } from './mcp.ts'
import { own } from './own.ts'
import { agentOfResponse, isOutOfBand } from './response.ts'
import type { SessionState } from './sessionState.ts'
import { defineSlice, type Slice, type Step } from './slice.ts'
import type { ToolStatus } from './snapshot.ts'
import { emitAsked, emitEnd, emitStart, outputEffect, set, type Patch, type ToolCall } from './toolCallState.ts'
import { toolsAtRest } from './toolsAtRest.ts'

/** Slice: tool calls. Each call id runs once, whatever the wire repeats; the last output of a response asks for one new response. */
export const toolCall: Slice<'tools' | 'toolCalls'> = defineSlice(['tools', 'toolCalls'], {
  ...mcpHandlers,

  'response.output_item.done': (state, event, step) => {
    if (event.item.type !== 'function_call' || event.item.status === 'incomplete') return
    return deliver(state, event.item, event.response_id, step)
  },
  'response.done': (state, event, step) => {
    let next: SessionState = state
    // A server that reports its calls only here.
    for (const item of event.response.output ?? []) {
      if (item.type !== 'function_call' || item.status === 'incomplete' || event.response.status !== 'completed')
        continue
      if (own(state.tools.calls, item.call_id || (item.id ?? ''))) continue
      next = { ...next, ...deliver(next, item, event.response.id, step) }
    }
    const mine = callsOf(next, event.response.id)
    if (mine.length === 0) return next === state ? undefined : { tools: next.tools, toolCalls: next.toolCalls }
    const finished = [...next.tools.finished, event.response.id]
    return answer({ ...next, tools: { ...next.tools, finished } }, event.response.id, step)
  },

  ...toolsAtRest,

  'tool.left': (state, event) => {
    const call = own(state.tools.calls, event.callId)
    return call && set(state, { ...call, status: 'running', left: true })
  },
  // The output that another connection of this call gave: nothing is asked for here.
  'conversation.item.added': (state, event) => {
    const { item } = event
    if (item.type !== 'function_call_output') return
    const call = own(state.tools.calls, item.call_id)
    if (!call?.left || call.output !== null) return
    return set(state, { ...call, status: 'done', output: item.output }, { output: item.output })
  },

  'tool.asked': (state, event, step) => {
    const call = own(state.tools.calls, event.callId)
    if (!call) return
    const { approvalTimeoutMs } = state.options
    const expiresAt = approvalTimeoutMs === null ? undefined : step.at + approvalTimeoutMs
    if (approvalTimeoutMs !== null)
      step.do({ type: 'timer.start', id: `approval:${call.callId}`, ms: approvalTimeoutMs })
    emitAsked(call, step)
    return set(state, { ...call, status: 'awaiting_approval' }, expiresAt === undefined ? {} : { expiresAt })
  },
  'tool.decided': (state, event, step) => {
    const call = own(state.tools.calls, event.callId)
    if (call?.status !== 'awaiting_approval') return
    step.do({ type: 'timer.cancel', id: `approval:${call.callId}` })
    const { approve, message } = event
    const sticky = event.always ? { ...state.tools.sticky, [call.name]: { approve, message } } : state.tools.sticky
    const next = { ...state, tools: { ...state.tools, sticky } }
    if (call.source === 'mcp') return decideMcp(next, call, approve, message, step)
    step.do(approve ? { type: 'tool.run', callId: call.callId } : { type: 'tool.reject', callId: call.callId, message })
    return set(next, { ...call, status: approve ? 'pending' : 'awaiting_approval' })
  },
  'timer.fired': (state, event, step) => {
    const callId = event.id.startsWith('approval:') ? event.id.slice('approval:'.length) : null
    const call = callId === null ? undefined : own(state.tools.calls, callId)
    if (call?.status !== 'awaiting_approval') return
    if (call.source === 'mcp') return decideMcp(state, call, false, null, step, 'expired')
    step.do({ type: 'tool.reject', callId: call.callId, message: null })
    return set(state, { ...call, status: 'expired' })
  },

  'tool.started': (state, event, step) => {
    const call = own(state.tools.calls, event.callId)
    if (!call || call.started) return
    emitStart(call, step)
    return set(state, { ...call, status: 'running', started: true })
  },
  'tool.finished': (state, event, step) => {
    const call = own(state.tools.calls, event.callId)
    if (!call || call.output !== null) return
    const { output, outcome, respond, send, error } = event
    const rejected = outcome === 'rejected'
    if (rejected && !call.started) emitStart(call, step)
    if (send) step.do(outputEffect(call, output))
    if (call.started || rejected) emitEnd(call, output, outcome, step)
    const status: ToolStatus = call.status === 'expired' ? 'expired' : outcome
    const done: ToolCall = { ...call, status, started: true, output: send ? output : '', respond: respond && send }
    const next = { ...state, ...set(state, done, { ...(send ? { output } : {}), ...(error ? { error } : {}) }) }
    return answer(next, call.responseId, step)
  },
  'handoff.applied': (state, event, step) => {
    const call = own(state.tools.calls, event.callId)
    if (!call) return
    const output = JSON.stringify({ assistant: event.agentName })
    step.do(outputEffect(call, output))
    const next = { ...state, ...set(state, { ...call, status: 'done', output, respond: true }, { output }) }
    return answer(next, call.responseId, step)
  },

  'connection.ended': (state, event, step) => {
    let next: SessionState = state
    for (const call of Object.values(state.tools.calls)) {
      if (call.output !== null) continue
      step.do({ type: 'timer.cancel', id: `approval:${call.callId}` })
      if (call.status === 'running') emitEnd(call, '', 'cancelled', step)
      const error = event.willRetry ? lostCall(call, event.error) : undefined
      next = { ...next, ...set(next, { ...call, status: 'cancelled', output: '' }, error ? { error } : {}) }
    }
    if (next === state) return
    step.do({ type: 'tool.abort', scope: 'all' })
    return { tools: { ...next.tools, finished: [] }, toolCalls: next.toolCalls }
  },
})

/** A finished call of the model arrives: new, the same once more, or another one under a used id. */
function deliver(state: SessionState, wire: WireFunctionCall, responseId: string, step: Step): Patch | undefined {
  if (isOutOfBand(state, responseId)) return
  const callId = wire.call_id || wire.id
  if (!callId) return
  const known = own(state.tools.calls, callId)
  if (known) {
    if (known.name !== wire.name || known.arguments !== wire.arguments) {
      const message = `The model used the id of an earlier tool call again, for another call of "${wire.name}"; it was not run. Every call needs a unique call ID.`
      step.raise({ type: 'error.reported', error: new ProtocolError('model_behavior', message) })
    } else if (known.output !== null && known.status !== 'cancelled') {
      // Told again: the server did not get the output. The tool does not run twice.
      step.do(outputEffect(known, known.output))
    }
    return
  }
  const owner = agentOfResponse(state, responseId)
  const call: ToolCall = {
    callId,
    itemId: wire.id ?? callId,
    responseId,
    source: 'function',
    name: wire.name,
    arguments: wire.arguments ?? '',
    agentKey: owner.key,
    agentName: owner.name,
    status: 'pending',
    started: false,
    output: null,
    respond: false,
    left: false,
  }
  step.do({ type: 'tool.dispatch', callId })
  return set(state, call, { startedAt: step.at })
}

/** One new response, once every call of a finished response that does not wait for a person has its output. */
function answer(state: SessionState, responseId: string, step: Step): Patch {
  const patch = { tools: state.tools, toolCalls: state.toolCalls }
  if (!state.tools.finished.includes(responseId)) return patch
  const mine = callsOf(state, responseId)
  if (mine.some((call) => call.output === null && call.status !== 'awaiting_approval' && !call.left)) return patch
  const wishes = mine.filter((call) => call.respond)
  if (wishes.length > 0) step.raise({ type: 'response.wanted' })
  const open = mine.some((call) => call.output === null)
  const calls = { ...state.tools.calls }
  for (const call of wishes) calls[call.callId] = { ...call, respond: false }
  const finished = open ? state.tools.finished : state.tools.finished.filter((id) => id !== responseId)
  return { ...patch, tools: { ...state.tools, calls, finished } }
}

const callsOf = (state: SessionState, responseId: string): ToolCall[] =>
  Object.values(state.tools.calls).filter((call) => call.responseId === responseId && call.source === 'function')

function decideMcp(
  state: SessionState,
  call: ToolCall,
  approve: boolean,
  message: string | null,
  step: Step,
  status: ToolStatus = approve ? 'done' : 'rejected',
): Patch {
  const reason = message === null ? {} : { reason: message }
  const item = { type: 'mcp_approval_response' as const, approval_request_id: call.itemId, approve, ...reason }
  step.do({ type: 'send', event: { type: 'conversation.item.create', item, event_id: mcpAnswerId(call.callId) } })
  return set(state, { ...call, status, output: '' })
}

function lostCall(call: ToolCall, cause: RealtimeError | null): ToolError {
  const message = `The connection was lost while "${call.name}" was under way; its result is not told to the model. Ask again.`
  return new ToolError('aborted', message, { toolName: call.name, callId: call.callId, cause })
}
