'use client'

import { useContext } from 'react'
import { MicActionsContext } from './MicRoot.tsx'
import { useMicrophone } from './useMicrophone.ts'

/** Mute and device: through the Root where there is one, which may be controlled by the app; else on the session. */
export function useMicActions(): {
  setMuted: (muted: boolean) => void
  setDevice: (deviceId: string) => void
} {
  const controlled = useContext(MicActionsContext)
  const { setMuted, setDevice } = useMicrophone()
  return controlled ?? { setMuted, setDevice: (id) => void setDevice(id).catch(() => {}) }
}
