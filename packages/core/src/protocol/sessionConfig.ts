/** The session object as it is sent over the wire. */

export type WireAudioFormat = { type: 'audio/pcm'; rate?: number } | { type: 'audio/pcmu' } | { type: 'audio/pcma' }

export interface WireServerVad {
  type: 'server_vad'
  threshold?: number
  prefix_padding_ms?: number
  silence_duration_ms?: number
  idle_timeout_ms?: number | null
  create_response?: boolean
  interrupt_response?: boolean
}
export interface WireSemanticVad {
  type: 'semantic_vad'
  eagerness?: 'low' | 'medium' | 'high' | 'auto'
  create_response?: boolean
  interrupt_response?: boolean
}
export type WireTurnDetection = WireServerVad | WireSemanticVad

export interface WireTranscription {
  model: string
  language?: string | null
  languages?: string[]
  prompt?: string | null
  keywords?: string[]
  delay?: string
}
export interface WireNoiseReduction {
  type: 'near_field' | 'far_field'
  strength?: number
}
export interface WireFunctionTool {
  type: 'function'
  name: string
  description?: string
  parameters?: unknown
}
export interface WireMcpToolDefinition {
  type: 'mcp'
  server_label: string
  server_url?: string
  tunnel_id?: string
  connector_id?: string
  authorization?: string
  headers?: Record<string, string>
  allowed_tools?: string[] | { tool_names?: string[]; read_only?: boolean } | null
  require_approval?:
    | 'always'
    | 'never'
    | {
        always?: { tool_names?: string[]; read_only?: boolean }
        never?: { tool_names?: string[]; read_only?: boolean }
      }
    | null
  server_description?: string
}
export type WireTool = WireFunctionTool | WireMcpToolDefinition
export type WireToolChoice =
  | 'auto'
  | 'none'
  | 'required'
  | { type: 'function'; name: string }
  | { type: 'mcp'; server_label: string; name?: string }
export type WireTruncation =
  | 'auto'
  | 'disabled'
  | { type: 'retention_ratio'; retention_ratio: number; token_limits?: { post_instructions?: number } }
export type WireTracing =
  | null
  | 'auto'
  | { workflow_name?: string; group_id?: string; metadata?: Record<string, unknown> }
export type WireVoice = string | { id: string }

export interface WireAudioInput {
  format?: WireAudioFormat
  turn_detection?: WireTurnDetection | null
  transcription?: WireTranscription | null
  noise_reduction?: WireNoiseReduction | null
}
export interface WireAudioOutput {
  format?: WireAudioFormat
  voice?: WireVoice
  speed?: number
}

interface SessionFields {
  model?: string
  output_modalities?: ('text' | 'audio')[]
  instructions?: string
  audio?: { input?: WireAudioInput; output?: WireAudioOutput }
  include?: string[] | null
  tools?: WireTool[]
  tool_choice?: WireToolChoice
  parallel_tool_calls?: boolean
  reasoning?: { effort: string }
  max_output_tokens?: number | 'inf'
  truncation?: WireTruncation
  tracing?: WireTracing
  prompt?: { id: string; version?: string; variables?: Record<string, unknown> } | null
}

/** What `session.update` carries for a spoken session. Absent keys keep their value on the server. */
export interface SessionConfig extends SessionFields {
  type: 'realtime'
  /** `providerData` may add fields that are not named here. */
  [extra: string]: unknown
}

/** What `session.update` carries for a transcription session. */
export interface TranscriptionSessionConfig {
  type: 'transcription'
  audio?: { input?: WireAudioInput }
  include?: string[] | null
}

/** The effective session a server echoes. */
export interface WireSession extends SessionFields {
  type?: 'realtime' | 'transcription'
  object?: 'realtime.session' | 'realtime.transcription_session'
  id?: string
  /** Unix seconds. */
  expires_at?: number
}
