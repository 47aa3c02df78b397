import type { ErrorCode } from '@parley/core'

export type BrowserName = 'chrome' | 'safari' | 'firefox' | 'ios' | 'other'

/** Every word that a part shows or a screen reader says. */
export interface Labels {
  // session
  connect: string
  connectAgain: string
  disconnect: string
  retry: string
  statusDisconnected: string
  statusConnecting: string
  statusConnected: string
  statusReconnecting: (attempt: number) => string
  statusError: string
  timer: (spoken: string) => string
  // agent state
  stateInitializing: string
  stateIdle: string
  stateListening: string
  stateThinking: string
  stateSpeaking: string
  stateTool: string
  stateMuted: string
  stateDisconnected: string
  stateInterrupted: string
  stateBoth: string
  stateError: string
  // microphone
  muteMicrophone: string
  pushToTalk: string
  microphone: string
  allowMicrophone: string
  micLevel: string
  micOff: string
  micOffAdvice: string
  micPrompt: string
  micPromptAdvice: string
  micRequesting: string
  micRequestingAdvice: string
  micMuted: string
  micMutedAdvice: string
  micMutedBySystem: string
  micMutedBySystemAdvice: string
  micSpeakingWhileMuted: string
  micSpeakingWhileMutedAdvice: string
  micSilent: string
  micSilentAdvice: string
  micInterruptedOs: string
  micInterruptedOsAdvice: string
  micInterruptedRemoved: string
  micInterruptedRemovedAdvice: string
  micInterruptedHidden: string
  micInterruptedHiddenAdvice: string
  micDenied: string
  micDeniedAdvice: (browser: BrowserName) => string
  micBlockedByPolicy: string
  micBlockedByPolicyAdvice: string
  micNotFound: string
  micNotFoundAdvice: string
  micInUse: string
  micInUseAdvice: string
  micOverconstrained: string
  micOverconstrainedAdvice: string
  micInsecureContext: string
  micInsecureContextAdvice: string
  micUnsupported: string
  micUnsupportedAdvice: string
  unmute: string
  useAnotherMicrophone: string
  unnamedDevice: (position: number) => string
  // speaker
  muteSpeaker: string
  volume: string
  speaker: string
  unlockSpeaker: string
  speakerBlocked: string
  // controls
  controls: string
  more: string
  // transcript
  transcript: string
  you: string
  agent: string
  system: string
  interruptedHere: string
  notHeard: string
  turnFailed: string
  emptyTranscript: string
  emptyTranscriptDisconnected: string
  jumpToLatest: (unread: number) => string
  exportTranscript: string
  exportFormat: (format: 'txt' | 'md' | 'json' | 'srt' | 'vtt') => string
  // announcements
  announceUser: (text: string) => string
  announceAgent: (name: string, text: string) => string
  announceApproval: (tool: string) => string
  announceConnectionLost: string
  announceConnectionRestored: string
  announceInterrupted: string
  // captions, composer
  captions: string
  message: string
  messagePlaceholder: string
  send: string
  /** Names a picture in the transcript. */
  image: string
  attach: string
  removeAttachment: string
  // tools and approvals
  toolPending: string
  toolAwaitingApproval: string
  toolRunning: string
  toolDone: string
  toolFailed: string
  toolRejected: string
  toolExpired: string
  toolCancelled: string
  approvalSummary: (tool: string) => string
  approve: string
  reject: string
  /** What counts as a plain yes and no when it is spoken, between commas; case and marks do not matter. */
  spokenYes: string
  spokenNo: string
  spokenNeedsHand: (button: string) => string
  rememberDecision: string
  approvalTimeLeft: (time: string) => string
  approvedByYou: string
  rejectedByYou: string
  approvalExpired: string
  // latency
  latency: string
  latencyGood: string
  latencyFair: string
  latencyPoor: string
  latencyNone: string
  latencyReply: (time: string, grade: string) => string
  latencyTurnEnd: string
  latencyNetwork: string
  latencyModel: string
  latencyPlayout: string
  lastReply: string
  // visualizers
  timeline: (agent: string) => string
  notYetHeard: string
  levelMeter: string
  // notices
  notices: string
  /** Opens the notices beside the one that is shown. */
  moreNotices: (count: number) => string
  dismiss: string
  partFailed: string
  /** What a user reads for an error, by its code; the error's own message where there is none. */
  errors: Partial<Record<ErrorCode, string>>
}
