import type { MicErrorReason, MicrophoneState } from '@parley/core'
import { browserName } from '../labels/browserName.ts'
import type { Labels } from '../labels/Labels.ts'

export interface MicMessage {
  /** What happened. */
  title: string
  /** What to do about it. */
  advice: string
}

/** Labels that come in pairs: `micOff` and `micOffAdvice`. */
type Said = { [K in keyof Labels]: `${K}Advice` extends keyof Labels ? K : never }[keyof Labels]

/** What to tell the user about the microphone; null while it simply works. */
export function micMessage(state: MicrophoneState & { muted: boolean }, labels: Labels): MicMessage | null {
  const said = saidOf(state)
  if (said === null) return null
  const advice = labels[`${said}Advice`]
  return { title: labels[said], advice: typeof advice === 'function' ? advice(browserName()) : advice }
}

const errors = {
  denied: 'micDenied',
  'blocked-by-policy': 'micBlockedByPolicy',
  'not-found': 'micNotFound',
  'in-use': 'micInUse',
  overconstrained: 'micOverconstrained',
  'insecure-context': 'micInsecureContext',
  unsupported: 'micUnsupported',
} as const satisfies Record<MicErrorReason, Said>

function saidOf(state: MicrophoneState & { muted: boolean }): Said | null {
  switch (state.status) {
    case 'off':
      return 'micOff'
    case 'prompt':
      return 'micPrompt'
    case 'requesting':
      return 'micRequesting'
    case 'interrupted':
      if (state.cause === 'device-removed') return 'micInterruptedRemoved'
      return state.cause === 'page-hidden' ? 'micInterruptedHidden' : 'micInterruptedOs'
    case 'error':
      return errors[state.reason]
    case 'live':
      if (state.speakingWhileMuted) return 'micSpeakingWhileMuted'
      if (state.mutedBy === 'system') return 'micMutedBySystem'
      if (state.muted) return 'micMuted'
      return state.silentSince === null ? null : 'micSilent'
  }
}
