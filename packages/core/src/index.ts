// The agent: data only
export { RealtimeAgent, type AgentHooks, type RealtimeAgentOptions, type RunContext } from './agent/realtimeAgent.ts'
export {
  backgroundResult,
  hostedMcpTool,
  tool,
  type BackgroundResult,
  type FunctionTool,
  type HostedMcpTool,
  type HostedMcpToolOptions,
  type Tool,
  type ToolContext,
  type ToolGuardrail,
  type ToolOptions,
} from './agent/tool.ts'
export { handoff, type Handoff, type HandoffOptions } from './agent/handoff.ts'
export {
  outputGuardrail,
  type GuardrailVerdict,
  type OutputGuardrail,
  type OutputGuardrailOptions,
} from './agent/guardrail.ts'
export type { Infer, JsonSchema, StandardSchema } from './agent/schema.ts'

// Running it
export {
  RealtimeRunner,
  getSessionConfig,
  type MediaConfig,
  type MicConstraints,
  type RunOptions,
  type RunnerOptions,
} from './realtimeRunner.ts'
export type { RunConfig } from './settings/runConfig.ts'
export type { ClientSecret, ClientSecretSource, ModelConfig } from './settings/modelConfig.ts'
export type {
  AudioFormat,
  ModelSettings,
  NoiseReduction,
  ToolChoice,
  Transcription,
  TurnDetection,
  Voice,
} from './settings/modelSettings.ts'

// The session
export { RealtimeSession } from './session/realtimeSession.ts'
export type { EventOf, EventType, RealtimeSessionEvent, SessionEventMap } from './session/eventMap.ts'
export type * from './session/snapshot.ts'
export {
  selectActivity,
  selectAgentState,
  selectHistory,
  selectItem,
  selectItemIds,
  selectPendingApprovals,
  selectTranscriptItem,
} from './session/selectors.ts'
export { replayTrace } from './session/replayTrace.ts'
export type { Trace } from './session/trace.ts'
export type { ResponseRequest } from './session/responseRequest.ts'
export type { ToolErrorInfo } from './session/toolRunner.ts'

// Errors
export * from './errors.ts'

// Ports
export { systemClock, type Clock } from './clock.ts'
export { createPlaybackTracker, type PlaybackTracker } from './audio/playback/playbackTracker.ts'
export type {
  Device,
  LevelFrame,
  MicErrorReason,
  MicrophoneProcessing,
  MicrophoneControl,
  MicrophoneState,
  RecorderControl,
  SpeakerControl,
  SpeakerState,
} from './audio/audioPorts.ts'
export type { Credentials, Transport, TransportFactory, TransportSignal } from './transport/transport.ts'
export type { ClientEvent, ServerEvent, SessionConfig } from './protocol/index.ts'
