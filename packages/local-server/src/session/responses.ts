import type { WireResponse } from '@parley/core/protocol'
import type { ResponseState } from './responseState.ts'
import { patch, own, type Step } from './step.ts'

/** Slice: the responses that run. */

export const findResponse = (step: Step, id: string): ResponseState | undefined => own(step.state.responses, id)

export function changeResponse(step: Step, id: string, change: Partial<ResponseState>): void {
  const response = own(step.state.responses, id)
  if (response) patch(step, { responses: { ...step.state.responses, [id]: { ...response, ...change } } })
}

/** The response as events repeat it. */
export function wireResponse(step: Step, response: ResponseState, rest: Partial<WireResponse>): WireResponse {
  const { params } = response
  return {
    object: 'realtime.response',
    id: response.id,
    status: 'in_progress',
    status_details: null,
    output: [...response.output],
    conversation_id: response.outOfBand ? null : step.state.conversationId,
    output_modalities: [params.modality],
    max_output_tokens: params.maxOutputTokens,
    audio: { output: { format: params.format, voice: params.voice } },
    usage: null,
    metadata: params.metadata,
    ...rest,
  }
}
