'use client'

import { useMemo } from 'react'
import type { MicrophoneControl, MicrophoneState, SessionSnapshot } from '@parley/core'
import { shallowEqual } from '../internal/shallowEqual.ts'
import type { SessionLike } from '../session/SessionLike.ts'
import { useRealtime } from '../session/useRealtime.ts'
import { useSession } from '../session/useSession.ts'

type Controls = Omit<MicrophoneControl, 'onLevel'> & { toggle(): void }

type State = MicrophoneState & { muted: boolean }

const selectState = ({ microphone, muted }: SessionSnapshot): State => ({ ...microphone, muted })

/**
 * The microphone as a union by `status`, whether it is muted, and its controls. A device chosen with `setDevice` is remembered for later sessions.
 * Renders when one of them changes; the functions never change.
 */
export function useMicrophone(): State & Controls {
  const session = useSession()
  const state = useRealtime(selectState, shallowEqual)
  const controls = useMemo(() => controlsOf(session), [session])
  return useMemo(() => ({ ...state, ...controls }), [state, controls])
}

function controlsOf(session: SessionLike): Controls {
  return {
    request: () => session.microphone.request(),
    retry: () => session.microphone.retry(),
    setDevice: (id) => session.microphone.setDevice(id),
    setMuted: (muted) => session.mute(muted),
    toggle: () => session.mute(!session.getSnapshot().muted),
  }
}
