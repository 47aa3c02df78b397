import type {
  ResponseCancelEvent,
  ResponseCreateEvent,
  ResponseParams,
  WireItem,
  WireMcpApprovalRequest,
} from '@parley/core/protocol'
import { invalidValue } from '../validation/check.ts'
import { asHeard, askResponder, hasUserAudio } from './askResponder.ts'
import { toolsOf, voiceRefusal } from './configuration.ts'
import { cancelResponse } from './finishResponse.ts'
import { findItem } from './items.ts'
import { stopIdleTimer } from './idle.ts'
import { listNewMcpServers } from './mcp.ts'
import { optionRefusal } from './optionRefusal.ts'
import { pumpResponse } from './output.ts'
import { changeResponse, findResponse, wireResponse } from './responses.ts'
import type { ResponseSettings, ResponseState, Segment } from './responseState.ts'
import { newId, patch, send, sendError, own, type Step } from './step.ts'
import { inputTokensOf } from './usage.ts'
import { completeFormat } from './wireAudio.ts'

/** Slice: how a response begins, and the client's wish to end it. One at a time in the conversation, any number beside it. */

/** A session may have this many at once, so that a flood of them leaves room for the other sessions. */
const mostResponses = 32

export function handleResponseCreate(step: Step, event: ResponseCreateEvent, eventId: string | null): void {
  const params = event.response ?? {}
  const refuse = (code: string, message: string) => sendError(step, { code, message, param: null }, eventId)
  if (step.state.kind === 'transcription') {
    return sendError(step, invalidValue('type', 'A transcription session has no responses.'), eventId)
  }
  const outOfBand = params.conversation === 'none'
  const { activeResponseId, config } = step.state
  if (!outOfBand && activeResponseId) {
    return refuse(
      'conversation_already_has_active_response',
      `Conversation already has an active response in progress: ${activeResponseId}. Wait until the response is finished before creating a new one.`,
    )
  }
  if (Object.keys(step.state.responses).length >= mostResponses) {
    return refuse(
      'rate_limit_exceeded',
      `Rate limit reached: ${mostResponses} responses are running in this session. Wait until one is finished.`,
    )
  }
  const voice = params.audio?.output?.voice
  const fixed = outOfBand ? null : voiceRefusal(step.state, voice, 'response.audio.output.voice')
  if (fixed) return sendError(step, fixed, eventId)
  const context = {
    model: config.model ?? '',
    tools: params.tools ?? toolsOf(config),
    mcpServers: step.state.mcpServers,
  }
  const unsupported = optionRefusal(params, context, 'response')
  if (unsupported) return sendError(step, unsupported, eventId)
  for (const [index, entry] of (params.input ?? []).entries()) {
    if (entry.type === 'item_reference' && !findItem(step, entry.id)) {
      const path = `response.input[${index}].id`
      return sendError(step, invalidValue(path, `Item with id '${entry.id}' not found in conversation.`), eventId)
    }
  }
  const read = params.input ? [] : step.state.items
  if (config.truncation === 'disabled') {
    const { text, audio, image } = inputTokensOf(config.instructions ?? '', read)
    if (text + audio + image > contextLimit(config.model ?? '')) {
      return refuse('conversation_too_long', 'Conversation is too long to create a Response.')
    }
  }
  if (params.tools) listNewMcpServers(step, params.tools)
  createResponse(step, params)
}

const contextLimit = (model: string): number => (model.startsWith('gpt-realtime-2') ? 96_000 : 28_224)

export function handleResponseCancel(step: Step, event: ResponseCancelEvent, eventId: string | null): void {
  const id = event.response_id ?? step.state.activeResponseId
  if (id && findResponse(step, id)) return cancelResponse(step, id, 'client_cancelled')
  const message = 'Cancellation failed: no active response found'
  sendError(step, { code: 'response_cancel_not_active', message, param: null }, eventId)
}

function createResponse(step: Step, params: ResponseParams): void {
  const settings = settingsOf(step, params)
  const outOfBand = params.conversation === 'none'
  const fixed = settings.instructions + (settings.tools.length > 0 ? JSON.stringify(settings.tools) : '')
  const items = settings.input
    ? settings.input.map((wire) => ({ wire, audioMs: null, spoken: null }))
    : step.state.items
  const response: ResponseState = {
    id: newId(step, 'resp'),
    outOfBand,
    phase: 'waiting',
    params: settings,
    output: [],
    message: null,
    cleared: false,
    segments: [],
    cursor: 0,
    carry: '',
    firstAudioAtMs: null,
    sentAudioMs: 0,
    textTokens: 0,
    inputTokens: inputTokensOf(fixed, items),
  }
  patch(step, { responses: { ...step.state.responses, [response.id]: response } })
  if (!outOfBand) {
    patch(step, { activeResponseId: response.id, responseQueued: false })
    stopIdleTimer(step)
  }
  send(step, 'response.created', { response: wireResponse(step, response, {}) })
}

export function settingsOf(step: Step, params: ResponseParams): ResponseSettings {
  const { config } = step.state
  const output = config.audio.output
  const input = params.input?.map((entry): WireItem => {
    if (entry.type === 'item_reference') return asHeard(findItem(step, entry.id)!)
    return { ...entry, id: entry.id || newId(step, 'item') }
  })
  return {
    modality: (params.output_modalities ?? config.output_modalities ?? ['audio'])[0] ?? 'audio',
    instructions: params.instructions ?? config.instructions ?? '',
    tools: params.tools ?? toolsOf(config),
    toolChoice: params.tool_choice ?? config.tool_choice ?? 'auto',
    parallelToolCalls: params.parallel_tool_calls ?? config.parallel_tool_calls ?? true,
    voice: params.audio?.output?.voice ?? step.state.spokenVoice ?? output?.voice ?? 'marin',
    format: completeFormat(params.audio?.output?.format ?? output?.format),
    speed: output?.speed ?? 1,
    maxOutputTokens: params.max_output_tokens ?? config.max_output_tokens ?? 'inf',
    metadata: params.metadata ?? null,
    input: input ?? null,
  }
}

/** Runs after every event: begins the response that a turn asked for, and those that waited for the user's words. */
export function settleResponses(step: Step): void {
  if (step.state.closed) return
  if (step.state.responseQueued && !step.state.activeResponseId) createResponse(step, {})
  for (const response of Object.values(step.state.responses)) {
    if (response.phase !== 'waiting' || isHearing(step, response)) continue
    changeResponse(step, response.id, { phase: 'running', segments: approvedCall(step, response) })
    if (findResponse(step, response.id)!.segments.length > 0) pumpResponse(step, response.id)
    else askResponder(step, response.id)
  }
}

/** Words of the conversation are still being recognised. */
const isHearing = (step: Step, response: ResponseState): boolean =>
  response.params.input === null &&
  step.state.items.some(({ id, wire }) => hasUserAudio(wire) && own(step.state.recognitions, id)?.status === 'pending')

/** A call that the user has approved and that has not been made yet comes first. */
function approvedCall(step: Step, response: ResponseState): Segment[] {
  if (response.outOfBand) return []
  const { items } = step.state
  for (const { wire } of items) {
    if (wire.type !== 'mcp_approval_response' || !wire.approve) continue
    const approvalRequestId = wire.approval_request_id
    if (items.some((item) => item.wire.type === 'mcp_call' && item.wire.approval_request_id === approvalRequestId))
      continue
    const request = findItem(step, approvalRequestId)?.wire as WireMcpApprovalRequest | undefined
    if (!request) continue
    const { server_label: serverLabel, name, arguments: json } = request
    return [{ kind: 'mcpCall', serverLabel, name, arguments: json, itemId: null, approvalRequestId, outcome: null }]
  }
  return []
}
