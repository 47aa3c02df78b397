import type { MicrophoneState } from '@parley/core'
import { browserName } from '../labels/browserName.ts'
import type { Labels } from '../labels/Labels.ts'

export interface MicMessage {
  /** What happened. */
  title: string
  /** What to do about it. */
  advice: string
}

/** What to tell the user about the microphone; null while it simply works. */
export function micMessage(state: MicrophoneState & { muted: boolean }, labels: Labels): MicMessage | null {
  const say = (title: string, advice: string): MicMessage => ({ title, advice })
  switch (state.status) {
    case 'off':
      return say(labels.micOff, labels.micOffAdvice)
    case 'prompt':
      return say(labels.micPrompt, labels.micPromptAdvice)
    case 'requesting':
      return say(labels.micRequesting, labels.micRequestingAdvice)
    case 'interrupted':
      if (state.cause === 'device-removed') return say(labels.micInterruptedRemoved, labels.micInterruptedRemovedAdvice)
      if (state.cause === 'page-hidden') return say(labels.micInterruptedHidden, labels.micInterruptedHiddenAdvice)
      return say(labels.micInterruptedOs, labels.micInterruptedOsAdvice)
    case 'error':
      return errorMessage(state.reason, labels)
    case 'live':
      if (state.speakingWhileMuted) return say(labels.micSpeakingWhileMuted, labels.micSpeakingWhileMutedAdvice)
      if (state.mutedBy === 'system') return say(labels.micMutedBySystem, labels.micMutedBySystemAdvice)
      if (state.muted) return say(labels.micMuted, labels.micMutedAdvice)
      if (state.silentSince !== null) return say(labels.micSilent, labels.micSilentAdvice)
      return null
  }
}

function errorMessage(reason: (MicrophoneState & { status: 'error' })['reason'], labels: Labels): MicMessage {
  switch (reason) {
    case 'denied':
      return { title: labels.micDenied, advice: labels.micDeniedAdvice(browserName()) }
    case 'blocked-by-policy':
      return { title: labels.micBlockedByPolicy, advice: labels.micBlockedByPolicyAdvice }
    case 'not-found':
      return { title: labels.micNotFound, advice: labels.micNotFoundAdvice }
    case 'in-use':
      return { title: labels.micInUse, advice: labels.micInUseAdvice }
    case 'overconstrained':
      return { title: labels.micOverconstrained, advice: labels.micOverconstrainedAdvice }
    case 'insecure-context':
      return { title: labels.micInsecureContext, advice: labels.micInsecureContextAdvice }
    case 'unsupported':
      return { title: labels.micUnsupported, advice: labels.micUnsupportedAdvice }
  }
}
