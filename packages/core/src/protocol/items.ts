/** Conversation items and content parts as they are sent over the wire. */

export type WireItemStatus = 'in_progress' | 'completed' | 'incomplete'

interface WireItemBase {
  id?: string
  object?: 'realtime.item'
  status?: WireItemStatus
}

export interface WireInputText {
  type: 'input_text'
  text: string
}
export interface WireInputAudio {
  type: 'input_audio'
  /** Base64; present in create and retrieve only. */
  audio?: string
  transcript?: string | null
}
export interface WireInputImage {
  type: 'input_image'
  image_url: string
  detail?: 'auto' | 'low' | 'high'
}
export interface WireOutputText {
  type: 'output_text' | 'text'
  text: string
}
export interface WireOutputAudio {
  type: 'output_audio' | 'audio'
  transcript?: string | null
  audio?: string
}
export type WireContentPart = WireInputText | WireInputAudio | WireInputImage | WireOutputText | WireOutputAudio

export interface WireUserMessage extends WireItemBase {
  type: 'message'
  role: 'user'
  content: (WireInputText | WireInputAudio | WireInputImage)[]
}
export interface WireSystemMessage extends WireItemBase {
  type: 'message'
  role: 'system'
  content: WireInputText[]
}
export interface WireAssistantMessage extends WireItemBase {
  type: 'message'
  role: 'assistant'
  content: (WireOutputText | WireOutputAudio)[]
}
export interface WireFunctionCall extends WireItemBase {
  type: 'function_call'
  call_id?: string
  name: string
  /** JSON text; may be empty, which means `{}`. */
  arguments: string
}
export interface WireFunctionCallOutput extends WireItemBase {
  type: 'function_call_output'
  call_id: string
  output: string
}
export interface WireMcpTool {
  name: string
  description?: string | null
  input_schema: unknown
  annotations?: unknown
}
export interface WireMcpListTools extends WireItemBase {
  type: 'mcp_list_tools'
  server_label: string
  tools: WireMcpTool[]
}
export interface WireMcpCall extends WireItemBase {
  type: 'mcp_call'
  server_label: string
  name: string
  arguments: string
  output?: string | null
  error?: { type: string; code?: number | string; message?: string } | null
  approval_request_id?: string | null
}
export interface WireMcpApprovalRequest extends WireItemBase {
  type: 'mcp_approval_request'
  server_label: string
  name: string
  arguments: string
}
export interface WireMcpApprovalResponse extends WireItemBase {
  type: 'mcp_approval_response'
  approval_request_id: string
  approve: boolean
  reason?: string | null
}

export type WireMessage = WireUserMessage | WireSystemMessage | WireAssistantMessage
export type WireItem =
  | WireMessage
  | WireFunctionCall
  | WireFunctionCallOutput
  | WireMcpListTools
  | WireMcpCall
  | WireMcpApprovalRequest
  | WireMcpApprovalResponse

/** Only inside `response.create.input`. */
export interface WireItemReference {
  type: 'item_reference'
  id: string
}
