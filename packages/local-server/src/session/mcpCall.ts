import type { WireItem, WireMcpCall } from '@parley/core/protocol'
import { askResponder } from './askResponder.ts'
import { finishResponse } from './finishResponse.ts'
import { mcpToolsFor, needsApproval } from './mcp.ts'
import { beginItem, closeMessage, endItem, sendWholeItem } from './message.ts'
import { changeResponse, findResponse } from './responses.ts'
import type { McpOutcome, Segment } from './responseState.ts'
import { newId, send, sendDelta, type Step } from './step.ts'

/** Slice: calls of remote tools, made by the server itself, in the service's order of events. */

type McpSegment = Extract<Segment, { kind: 'mcpCall' }>

/** True when the call is over and the response can go on. */
export function advanceMcpCall(step: Step, responseId: string, segment: McpSegment): boolean {
  if (segment.itemId === null) {
    closeMessage(step, responseId, 'completed')
    beginCall(step, responseId, segment)
  }
  const response = findResponse(step, responseId)
  const current = response?.segments[response.cursor]
  if (current?.kind !== 'mcpCall' || !current.outcome) return false
  endCall(step, responseId, current, current.outcome)
  return true
}

function beginCall(step: Step, responseId: string, segment: McpSegment): void {
  const response = findResponse(step, responseId)!
  const { serverLabel, name, arguments: json, approvalRequestId } = segment
  const found = mcpToolsFor(step, response.params.tools).find(
    (entry) => entry.serverLabel === serverLabel && entry.tool.name === name,
  )
  if (found && approvalRequestId === null && needsApproval(found.definition, found.tool)) {
    const id = newId(step, 'mcpr')
    const item: WireItem & { id: string } = {
      type: 'mcp_approval_request',
      id,
      server_label: serverLabel,
      name,
      arguments: json,
    }
    sendWholeItem(step, responseId, item, item)
    return finishResponse(step, responseId, 'completed', null)
  }
  const id = newId(step, 'mcp')
  const output_index = beginItem(step, responseId, callItem(segment, id, ''))
  changeSegment(step, responseId, { ...segment, itemId: id })
  const ref = { response_id: responseId, item_id: id, output_index }
  for (const delta of json.match(/[\s\S]{1,12}/g) ?? []) {
    sendDelta(step, 'response.mcp_call_arguments.delta', { ...ref, delta })
  }
  send(step, 'response.mcp_call_arguments.done', { ...ref, arguments: json })
  send(step, 'response.mcp_call.in_progress', { item_id: id, output_index })
  if (found) {
    step.effects.push({
      type: 'callMcpTool',
      responseId,
      itemId: id,
      definition: found.definition,
      name,
      arguments: json,
    })
    return
  }
  const message = `No tool '${name}' on the server '${serverLabel}'.`
  handleMcpCalled(step, {
    responseId,
    itemId: id,
    outcome: { error: { type: 'protocol_error', code: -32601, message } },
  })
}

export function handleMcpCalled(step: Step, event: { responseId: string; itemId: string; outcome: McpOutcome }): void {
  const response = findResponse(step, event.responseId)
  const segment = response?.segments[response.cursor]
  if (segment?.kind !== 'mcpCall' || segment.itemId !== event.itemId) return
  changeSegment(step, event.responseId, { ...segment, outcome: event.outcome })
}

function changeSegment(step: Step, responseId: string, segment: McpSegment): void {
  const response = findResponse(step, responseId)!
  changeResponse(step, responseId, { segments: response.segments.with(response.cursor, segment) })
}

function endCall(step: Step, responseId: string, segment: McpSegment, outcome: McpOutcome): void {
  const id = segment.itemId!
  const response = findResponse(step, responseId)!
  const output_index = response.output.length
  const failed = 'error' in outcome
  send(step, failed ? 'response.mcp_call.failed' : 'response.mcp_call.completed', { item_id: id, output_index })
  endItem(step, responseId, output_index, { ...callItem(segment, id, segment.arguments), ...outcome })
  // Whatever follows was decided without the outcome: ask again.
  changeResponse(step, responseId, { segments: findResponse(step, responseId)!.segments.slice(0, response.cursor + 1) })
  askResponder(step, responseId)
}

const callItem = (segment: McpSegment, id: string, json: string): WireMcpCall & { id: string } => ({
  type: 'mcp_call',
  id,
  server_label: segment.serverLabel,
  name: segment.name,
  arguments: json,
  approval_request_id: segment.approvalRequestId,
})
