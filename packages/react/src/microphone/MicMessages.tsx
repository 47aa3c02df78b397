'use client'

import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { micMessage } from './micMessage.ts'
import { useMicPartState, type MicPartState } from './MicRoot.tsx'
import { useMicActions } from './useMicActions.ts'
import { useMicrophone } from './useMicrophone.ts'

export type MicMessageProps = PartProps<HTMLDivElement, MicPartState>

/** Asks for the microphone, or says how to allow it. Only there while permission is missing. */
export const PermissionPrompt: Part<MicMessageProps> = definePart(
  'Mic.PermissionPrompt',
  function MicPermissionPrompt(props: MicMessageProps) {
    const labels = useLabels()
    const state = useMicPartState()
    const microphone = useMicrophone()
    const denied = microphone.status === 'error' && microphone.reason === 'denied'
    const message = micMessage(microphone, labels)
    if (message === null || !(denied || microphone.status === 'prompt' || microphone.status === 'requesting'))
      return null
    const children = (
      <>
        <strong data-slot="mic-message-title">{message.title}</strong>
        <p data-slot="mic-message-advice">{message.advice}</p>
        {microphone.status !== 'requesting' && (
          <button
            type="button"
            data-slot="button"
            onClick={() => void (denied ? microphone.retry() : microphone.request()).catch(() => {})}
          >
            {denied ? labels.retry : labels.allowMicrophone}
          </button>
        )}
      </>
    )
    return renderPart(
      'div',
      'mic-permission-prompt',
      state,
      { role: 'group', 'aria-label': message.title, children },
      props,
    )
  },
)

/** "You're talking, but muted", with the way out. Only there while it is so; announced politely. */
export const MutedSpeakingHint: Part<MicMessageProps> = definePart(
  'Mic.MutedSpeakingHint',
  function MicMutedSpeakingHint(props: MicMessageProps) {
    const labels = useLabels()
    const state = useMicPartState()
    const { setMuted } = useMicActions()
    if (!state.speaking) return null
    const children = (
      <>
        <span>{labels.micSpeakingWhileMuted}</span>{' '}
        <button type="button" data-slot="button" onClick={() => setMuted(false)}>
          {labels.unmute}
        </button>
      </>
    )
    return renderPart('div', 'mic-muted-speaking-hint', state, { role: 'status', children }, props)
  },
)

/** What is wrong with the microphone and what to do, with a retry. Only there while something is; announced at once. */
export const ErrorText: Part<MicMessageProps> = definePart(
  'Mic.ErrorText',
  function MicErrorText(props: MicMessageProps) {
    const labels = useLabels()
    const state = useMicPartState()
    const microphone = useMicrophone()
    if (microphone.status !== 'error' && microphone.status !== 'interrupted') return null
    const message = micMessage(microphone, labels)
    if (message === null) return null
    const children = (
      <>
        <strong data-slot="mic-message-title">{message.title}</strong>
        <p data-slot="mic-message-advice">{message.advice}</p>
        <button type="button" data-slot="button" onClick={() => void microphone.retry().catch(() => {})}>
          {labels.retry}
        </button>
      </>
    )
    return renderPart('div', 'mic-error-text', state, { role: 'alert', children }, props)
  },
)
