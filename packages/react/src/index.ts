// The session
export { useRealtimeSession, type UseRealtimeSessionOptions } from './session/useRealtimeSession.ts'
export { RealtimeProvider, type RealtimeProviderProps } from './session/RealtimeProvider.tsx'
export type { SessionLike } from './session/SessionLike.ts'
export { useSession } from './session/useSession.ts'
export { useRealtime } from './session/useRealtime.ts'
export { useAgentEvents, type UseAgentEventsOptions } from './session/useAgentEvents.ts'
export { useConnection } from './session/useConnection.ts'
export { useAgentState } from './session/useAgentState.ts'
export { useUsage } from './session/useUsage.ts'
export { useWakeLock } from './session/useWakeLock.ts'
export { useRecording } from './session/useRecording.ts'
export { RealtimeErrorBoundary, type RealtimeErrorBoundaryProps } from './session/RealtimeErrorBoundary.tsx'
export * as Session from './session/Session.parts.ts'

// Microphone, speaker, levels
export { useMicrophone } from './microphone/useMicrophone.ts'
export { usePushToTalk, type PushToTalk, type UsePushToTalkOptions } from './microphone/usePushToTalk.ts'
export * as Mic from './microphone/Mic.parts.ts'
export { useSpeaker } from './speaker/useSpeaker.ts'
export * as Speaker from './speaker/Speaker.parts.ts'
export { useLevelRef } from './visualizer/useLevelRef.ts'
export { useLevelFrame } from './visualizer/useLevelFrame.ts'
export { useLevel } from './visualizer/useLevel.ts'
export { useSpeaking } from './visualizer/useSpeaking.ts'
export * as Visualizer from './visualizer/Visualizer.parts.ts'

// Transcript
export { useTranscriptIds, type TranscriptFilter } from './transcript/useTranscriptIds.ts'
export { useTranscriptItem } from './transcript/useTranscriptItem.ts'
export { useTranscriptExport } from './transcript/useTranscriptExport.ts'
export type { TranscriptFormat } from './transcript/formatTranscript.ts'
export { useCaption, type Caption } from './transcript/useCaption.ts'
export * as Captions from './captions/Captions.parts.ts'
export * as Transcript from './transcript/Transcript.parts.ts'

// Tools and approvals
export { useTool } from './tool-call/useTool.ts'
export { useToolCalls } from './tool-call/useToolCalls.ts'
export { useApprovals } from './tool-call/useApprovals.ts'
export * as Tool from './tool-call/Tool.parts.ts'
export * as Approval from './tool-call/Approval.parts.ts'

// Text, controls, latency, notices
export * as Composer from './composer/Composer.parts.ts'
export { useLatency } from './latency/useLatency.ts'
export type { LatencyStats, Stat } from './latency/stat.ts'
export * as Latency from './latency/Latency.parts.ts'
export * as ControlBar from './control-bar/ControlBar.parts.ts'
export { NoticeRail, type NoticeRailProps, type NoticeRailState } from './notices/NoticeRail.tsx'
export { useRealtimeNotices, type RealtimeNotice } from './notices/useRealtimeNotices.ts'

// The whole app
export { VoiceAgent, type VoiceAgentProps } from './voice-agent/VoiceAgent.tsx'

// Words
export type { BrowserName, Labels } from './labels/Labels.ts'
export { enLabels } from './labels/en.ts'
export { koLabels } from './labels/ko.ts'
export { arLabels } from './labels/ar.ts'
export { useLabels } from './labels/useLabels.ts'

// Parts of your own
export type { Part, PartProps } from './internal/PartProps.ts'
