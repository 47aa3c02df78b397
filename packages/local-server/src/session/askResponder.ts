import type { WireItem } from '@parley/core/protocol'
import { mcpToolsFor } from './mcp.ts'
import { findResponse } from './responses.ts'
import type { ConversationItem } from './sessionState.ts'
import { randomNumber, type Step } from './step.ts'

/** Hands the conversation as it is now to the responder. */
export function askResponder(step: Step, responseId: string): void {
  const response = findResponse(step, responseId)!
  const { params } = response
  const { config, items } = step.state
  step.effects.push({
    type: 'respond',
    responseId,
    request: {
      sessionId: step.state.id,
      responseId,
      model: config.model ?? '',
      instructions: params.instructions,
      tools: params.tools,
      mcpTools: mcpToolsFor(step, params.tools).map(({ serverLabel, tool }) => ({ serverLabel, tool })),
      toolChoice: params.toolChoice,
      parallelToolCalls: config.parallel_tool_calls ?? true,
      maxOutputTokens: params.maxOutputTokens,
      modality: params.modality,
      metadata: params.metadata,
      items: params.input ? [...params.input, ...response.output] : items.map(asHeard),
      deaf: params.input === null && items.some(({ wire, spoken }) => hasUserAudio(wire) && spoken === null),
      chance: randomNumber(step),
    },
  })
}

export const hasUserAudio = (wire: WireItem): boolean =>
  wire.type === 'message' && wire.role === 'user' && wire.content.some((part) => part.type === 'input_audio')

/** The item with its words: what recognition found in it, or what the user had heard of it. */
export function asHeard({ wire, spoken }: ConversationItem): WireItem {
  if (wire.type !== 'message' || spoken === null) return wire
  if (wire.role === 'user') {
    const content = wire.content.map((part) =>
      part.type === 'input_audio' ? { type: part.type, transcript: part.transcript ?? spoken } : part,
    )
    return { ...wire, content }
  }
  if (wire.role === 'assistant') {
    const content = wire.content.map((part) =>
      part.type === 'output_audio' ? { type: part.type, transcript: spoken } : part,
    )
    return { ...wire, content }
  }
  return wire
}
