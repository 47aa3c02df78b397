import type { WireItem, WireMcpTool, WireTool, WireToolChoice } from '@parley/core/protocol'

/** What the agent says and does. Replace it to put another mind behind the server. */
export interface Responder {
  /**
   * Answers one `response.create` (or one spoken turn). Parts are sent as they come, so text may arrive word by word; speech
   * begins with the first whole sentence. After an `mcpCall` the responder is asked again with the outcome among the items.
   * `signal` aborts when the response is cancelled or interrupted.
   */
  respond(request: ResponderRequest, signal: AbortSignal): AsyncIterable<ResponderPart>
  /**
   * True when asking costs nothing and gives the same answer each time. Then it is also asked in the pause before a turn has
   * surely ended, so that the first sentence of the answer is spoken sooner.
   */
  readonly rehearsable?: boolean
  /** True when the agent speaks first, once the session has been configured. Default false, as on the service. */
  readonly greets?: boolean
}

export type ResponderPart =
  | { type: 'text'; text: string }
  /** `arguments` is JSON text. */
  | { type: 'call'; name: string; arguments: string }
  | { type: 'mcpCall'; serverLabel: string; name: string; arguments: string }
  /** Ends the response as `incomplete`. */
  | { type: 'stop'; reason: 'max_output_tokens' | 'content_filter' }
  /** Ends the response as `failed`. */
  | { type: 'fail'; errorType: string; code: string | null; message: string }

export interface ResponderRequest {
  sessionId: string
  responseId: string
  model: string
  instructions: string
  /** Function tools and MCP definitions of this response. */
  tools: readonly WireTool[]
  /** What MCP servers have listed and this response may use. */
  mcpTools: readonly { serverLabel: string; tool: WireMcpTool }[]
  toolChoice: WireToolChoice
  parallelToolCalls: boolean
  maxOutputTokens: number | 'inf'
  modality: 'audio' | 'text'
  metadata: Record<string, string> | null
  /** The conversation, oldest first. Transcripts are filled in; cut assistant items hold what was heard. */
  items: readonly WireItem[]
  /** Speech could not be turned into words because no recogniser is installed. */
  deaf: boolean
  /** From 0 to 1, the same for the same seed and history: choose phrases by it. */
  chance: number
}
