'use client'

import { useMemo } from 'react'
import type { MicrophoneControl, MicrophoneState, SessionSnapshot } from '@parley/core'
import { useStore } from '../internal/useStore.ts'
import type { SessionLike } from '../session/SessionLike.ts'
import { useSession } from '../session/useSession.ts'
import { rememberDevice } from './deviceChoice.ts'

type Controls = Omit<MicrophoneControl, 'onLevel'> & { toggle(): void }

const selectMicrophone = (s: SessionSnapshot): MicrophoneState => s.microphone
const selectMuted = (s: SessionSnapshot): boolean => s.muted

/**
 * The microphone as a union by `status`, whether it is muted, and its controls. `setDevice` is remembered for later sessions.
 * Renders when one of them changes; the functions never change.
 */
export function useMicrophone(): MicrophoneState & { muted: boolean } & Controls {
  const session = useSession()
  const microphone = useStore(session, selectMicrophone)
  const muted = useStore(session, selectMuted)
  const controls = useMemo(() => controlsOf(session), [session])
  return useMemo(() => ({ ...microphone, muted, ...controls }), [microphone, muted, controls])
}

function controlsOf(session: SessionLike): Controls {
  return {
    request: () => session.microphone.request(),
    retry: () => session.microphone.retry(),
    async setDevice(id) {
      await session.microphone.setDevice(id)
      rememberDevice('microphone', id)
    },
    setMuted: (muted) => session.mute(muted),
    toggle: () => session.mute(!session.getSnapshot().muted),
  }
}
