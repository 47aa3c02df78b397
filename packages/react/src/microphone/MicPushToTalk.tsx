'use client'

import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { useMicPartState, type MicPartState } from './MicRoot.tsx'
import { usePushToTalk, type UsePushToTalkOptions } from './usePushToTalk.ts'

export type MicPushToTalkState = MicPartState & { pressed: boolean }
export type MicPushToTalkProps = PartProps<HTMLButtonElement, MicPushToTalkState> & {
  /** A `KeyboardEvent.code`. Default `Space`. */
  talkKey?: string
  mode?: UsePushToTalkOptions['mode']
  minHoldMs?: number
  disabled?: boolean
}

/** Hold (or, with `mode="toggle"`, press) to talk; the key works anywhere on the page while nobody types. */
export const PushToTalk: Part<MicPushToTalkProps> = definePart(
  'Mic.PushToTalk',
  function MicPushToTalk({
    talkKey = 'Space',
    mode = 'hold',
    minHoldMs = 150,
    disabled = false,
    ...props
  }: MicPushToTalkProps) {
    const labels = useLabels()
    const state = useMicPartState()
    const { pressed, getButtonProps, keyShortcut } = usePushToTalk({ key: talkKey, mode, minHoldMs, disabled })
    const children = (
      <>
        {labels.pushToTalk} <kbd data-slot="key-cap">{keyShortcut}</kbd>
      </>
    )
    return renderPart('button', 'mic-push-to-talk', { ...state, pressed }, { ...getButtonProps(), children }, props)
  },
)
