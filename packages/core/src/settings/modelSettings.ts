/** How the model speaks, listens and answers. Flat and nested spellings may be mixed; the nested value wins, key by key. */

export type Voice = string | { id: string }
export type AudioFormat =
  | 'pcm16'
  | 'g711_ulaw'
  | 'g711_alaw'
  | 'pcm'
  | 'pcmu'
  | 'pcma'
  | `audio/${'pcm' | 'pcmu' | 'pcma'}`
  | { type: `audio/${'pcm' | 'pcmu' | 'pcma'}`; rate?: number }

export interface Transcription {
  model: string
  language?: string
  languages?: readonly string[]
  prompt?: string
  keywords?: readonly string[]
  delay?: string
}
export interface NoiseReduction {
  type: 'near_field' | 'far_field'
  strength?: number
}
export type TurnDetection = (
  | {
      type: 'server_vad'
      /** 0 to 1. */
      threshold?: number
      prefixPaddingMs?: number
      silenceDurationMs?: number
      idleTimeoutMs?: number | null
    }
  | { type: 'semantic_vad'; eagerness?: 'low' | 'medium' | 'high' | 'auto' }
) & { createResponse?: boolean; interruptResponse?: boolean }

export type ToolChoice =
  | 'auto'
  | 'none'
  | 'required'
  | { type: 'function'; name: string }
  | { type: 'mcp'; serverLabel: string; name?: string }

/** `null` is sent as null, an absent key is not sent. */
export interface ModelSettings {
  modelName?: string
  voice?: Voice
  instructions?: string
  /** 0.25 to 1.5. */
  speed?: number
  /** Both together mean audio, which always has a transcript. */
  outputModalities?: readonly ('text' | 'audio')[]
  modalities?: readonly ('text' | 'audio')[]
  inputAudioFormat?: AudioFormat
  outputAudioFormat?: AudioFormat
  inputAudioTranscription?: Transcription | null
  inputAudioNoiseReduction?: NoiseReduction | null
  turnDetection?: TurnDetection | null
  audio?: {
    input?: {
      format?: AudioFormat
      transcription?: Transcription | null
      noiseReduction?: NoiseReduction | null
      turnDetection?: TurnDetection | null
    } | null
    output?: { format?: AudioFormat; voice?: Voice; speed?: number } | null
  }
  toolChoice?: ToolChoice
  parallelToolCalls?: boolean
  reasoning?: { effort: string }
  maxOutputTokens?: number | 'inf'
  truncation?:
    | 'auto'
    | 'disabled'
    | { type: 'retention_ratio'; retentionRatio: number; tokenLimits?: { postInstructions?: number } }
  tracing?: null | 'auto' | { workflowName?: string; groupId?: string; metadata?: Record<string, unknown> }
  include?: readonly string[] | null
  /** Wire fields that Parley does not name: merged last, never validated. */
  providerData?: Record<string, unknown>
}
