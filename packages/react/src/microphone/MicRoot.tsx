'use client'

import { createContext, useEffect, useRef, type Context } from 'react'
import type { MicErrorReason, MicrophoneState } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useStableCallback } from '../internal/useStableCallback.ts'
import { useSession } from '../session/useSession.ts'
import { useMicrophone } from './useMicrophone.ts'

export interface MicPartState {
  state: MicrophoneState['status']
  muted: boolean
  speaking: boolean
  reason: MicErrorReason | (MicrophoneState & { status: 'interrupted' })['cause'] | null
}

export type MicRootProps = PartProps<HTMLDivElement, MicPartState> & {
  /** Holds mute in the app's hands. */
  muted?: boolean
  /** Mute at the start. */
  defaultMuted?: boolean
  onMutedChange?: (muted: boolean) => void
  deviceId?: string
  defaultDeviceId?: string
  onDeviceIdChange?: (deviceId: string) => void
}

interface MicActions {
  setMuted: (muted: boolean) => void
  setDevice: (deviceId: string) => void
}
/** Outside of a Root the parts act on the session itself. */
export const MicActionsContext: Context<MicActions | null> = createContext<MicActions | null>(null)

export function useMicPartState(): MicPartState {
  const microphone = useMicrophone()
  return {
    state: microphone.status,
    muted: microphone.muted,
    speaking: microphone.status === 'live' && microphone.speakingWhileMuted,
    reason:
      microphone.status === 'error' ? microphone.reason : microphone.status === 'interrupted' ? microphone.cause : null,
  }
}

/** Groups the parts of the microphone, and lets the app control mute and device. */
export const Root: Part<MicRootProps> = definePart('Mic.Root', function MicRoot(props: MicRootProps) {
  const { muted, defaultMuted, onMutedChange, deviceId, defaultDeviceId, onDeviceIdChange, ...rest } = props
  const session = useSession()
  const state = useMicPartState()
  const { setDevice } = useMicrophone()
  const change = useStableCallback((next: boolean) => {
    if (muted === undefined) session.mute(next)
    onMutedChange?.(next)
  })
  const choose = useStableCallback((next: string) => {
    // A device that cannot be opened becomes a state of the microphone.
    if (deviceId === undefined) setDevice(next).catch(() => {})
    onDeviceIdChange?.(next)
  })

  // What the app says holds; a change from elsewhere (a notice, the session itself) is told to it first.
  const said = useRef<{ session: unknown; muted: boolean } | null>(null)
  const tell = useStableCallback((next: boolean) => onMutedChange?.(next))
  useEffect(() => {
    if (muted === undefined) return
    const isNew = said.current?.session !== session || said.current.muted !== muted
    said.current = { session, muted }
    if (!isNew && state.muted !== muted) tell(state.muted)
    session.mute(muted)
  }, [session, muted, state.muted, tell])
  const first = useStableCallback(() => {
    if (muted === undefined && defaultMuted !== undefined) session.mute(defaultMuted)
  })
  useEffect(() => first(), [first])
  const live = state.state === 'live'
  useEffect(() => {
    if (deviceId !== undefined && live) session.microphone.setDevice(deviceId).catch(() => {})
  }, [session, deviceId, live])
  // Once: afterwards the user may have chosen another.
  const started = useRef<unknown>(null)
  useEffect(() => {
    if (!live || started.current === session) return
    started.current = session
    if (deviceId === undefined && defaultDeviceId !== undefined) {
      session.microphone.setDevice(defaultDeviceId).catch(() => {})
    }
  }, [session, deviceId, defaultDeviceId, live])

  const value = { setMuted: change, setDevice: choose }
  return (
    <MicActionsContext.Provider value={value}>
      {renderPart('div', 'mic-root', state, {}, rest)}
    </MicActionsContext.Provider>
  )
})
