import type { ResponseParams } from '../protocol/index.ts'
import type { ToolChoice } from '../settings/modelSettings.ts'
import { normalizeSettings } from '../settings/normalizeSettings.ts'

export interface ResponseRequest {
  /** `none`: the answer does not enter the conversation. Default `auto`. */
  conversation?: 'auto' | 'none'
  /** Replaces the session's instructions for this answer. */
  instructions?: string
  /** Wire items that replace the conversation as context; `[]` clears it. */
  input?: readonly unknown[]
  outputModalities?: readonly ('text' | 'audio')[]
  toolChoice?: ToolChoice
  /** Echoed by the server with the response. */
  metadata?: Record<string, string>
}

/** @throws ConfigError `invalid_option` with the path of what is wrong. */
export function toResponseParams(request: ResponseRequest): ResponseParams {
  const { conversation, instructions, input, outputModalities, toolChoice, metadata } = request
  const { session } = normalizeSettings({
    ...(outputModalities === undefined ? {} : { outputModalities }),
    ...(toolChoice === undefined ? {} : { toolChoice }),
  })
  return {
    ...(conversation === undefined ? {} : { conversation }),
    ...(instructions === undefined ? {} : { instructions }),
    ...(input === undefined ? {} : { input: [...input] as NonNullable<ResponseParams['input']> }),
    ...(session as Pick<ResponseParams, 'output_modalities' | 'tool_choice'>),
    ...(metadata === undefined ? {} : { metadata }),
  }
}
