import type { WireItem } from '@parley/core/protocol'
import { mcpToolsFor } from './mcp.ts'
import { withTranscript } from './recognition.ts'
import type { ResponderRequest } from '../responder/responder.ts'
import { findResponse } from './responses.ts'
import type { ResponseSettings } from './responseState.ts'
import type { ConversationItem } from './sessionState.ts'
import { randomNumber, type Step } from './step.ts'

/** Hands the conversation as it is now to the responder. */
export function askResponder(step: Step, responseId: string): void {
  const response = findResponse(step, responseId)!
  const request = requestFor(step, response.params, responseId, step.state.items, response.output)
  step.effects.push({ type: 'respond', responseId, request })
}

export function requestFor(
  step: Step,
  params: ResponseSettings,
  responseId: string,
  items: readonly ConversationItem[],
  output: readonly WireItem[],
): ResponderRequest {
  const { config, id } = step.state
  return {
    sessionId: id,
    responseId,
    model: config.model ?? '',
    instructions: params.instructions,
    tools: params.tools,
    mcpTools: mcpToolsFor(step, params.tools).map(({ serverLabel, tool }) => ({ serverLabel, tool })),
    toolChoice: params.toolChoice,
    parallelToolCalls: params.parallelToolCalls,
    maxOutputTokens: params.maxOutputTokens,
    modality: params.modality,
    metadata: params.metadata,
    items: params.input ? [...params.input, ...output] : items.map(asHeard),
    deaf: params.input === null && items.some(({ wire, spoken }) => hasUserAudio(wire) && spoken === null),
    chance: chanceOf(id, items.length),
  }
}

/** The same for the same place in the same session, so that a rehearsed answer is the one that is given. */
function chanceOf(sessionId: string, place: number): number {
  let random = place
  for (const letter of sessionId) random = Math.imul(random, 31) + letter.charCodeAt(0)
  return randomNumber({ random })
}

export const hasUserAudio = (wire: WireItem): boolean =>
  wire.type === 'message' && wire.role === 'user' && wire.content.some((part) => part.type === 'input_audio')

/** The item with its words: what recognition found in it, or what the user had heard of it. */
export function asHeard({ wire, spoken }: ConversationItem): WireItem {
  if (wire.type !== 'message' || spoken === null) return wire
  if (wire.role === 'user') {
    const said = wire.content.some((part) => part.type === 'input_audio' && part.transcript != null)
    return said ? wire : { ...wire, content: withTranscript(wire.content, spoken) }
  }
  if (wire.role === 'assistant') {
    const content = wire.content.map((part) =>
      part.type === 'output_audio' ? { type: part.type, transcript: spoken } : part,
    )
    return { ...wire, content }
  }
  return wire
}
