import type { SessionConfig, WireAudioInput, WireAudioOutput } from '@parley/core/protocol'

/** The session object as it is in effect and echoed, every field named, as the service echoes it. */
export type EffectiveSession = {
  type: 'realtime' | 'transcription'
  object: 'realtime.session' | 'realtime.transcription_session'
  id: string
  /** Unix seconds. */
  expires_at: number
  audio: { input: WireAudioInput; output?: WireAudioOutput }
  include: string[] | null
} & { [K in Exclude<OptionalField, 'audio' | 'include'>]?: Exclude<SessionConfig[K], undefined> }

type OptionalField =
  | 'model'
  | 'output_modalities'
  | 'instructions'
  | 'audio'
  | 'include'
  | 'tools'
  | 'tool_choice'
  | 'parallel_tool_calls'
  | 'reasoning'
  | 'max_output_tokens'
  | 'truncation'
  | 'tracing'
  | 'prompt'
