'use client'

import { useMemo } from 'react'
import type { SessionSnapshot, SpeakerControl, SpeakerState } from '@parley/core'
import type { SessionLike } from '../session/SessionLike.ts'
import { useRealtime } from '../session/useRealtime.ts'
import { useSession } from '../session/useSession.ts'

type Controls = Omit<SpeakerControl, 'onLevel'>

const selectSpeaker = (s: SessionSnapshot): SpeakerState => s.speaker

/** Output device, volume (0 to 1), whether the browser still blocks sound, and the controls. Renders when one changes; the functions never do. */
export function useSpeaker(): SpeakerState & Controls {
  const session = useSession()
  const speaker = useRealtime(selectSpeaker)
  const controls = useMemo(() => controlsOf(session), [session])
  return useMemo(() => ({ ...speaker, ...controls }), [speaker, controls])
}

function controlsOf(session: SessionLike): Controls {
  return {
    setDevice: (id) => session.speaker.setDevice(id),
    setVolume: (volume) => session.speaker.setVolume(volume),
    setMuted: (muted) => session.speaker.setMuted(muted),
    unlock: () => session.speaker.unlock(),
  }
}
