import type { MicrophoneState } from '@parley/core'
import type { SessionPorts } from '@parley/core/internal'
import type { OpenAIAgentsSession } from './OpenAIAgentsSession.ts'

type MicrophonePort = NonNullable<SessionPorts['microphone']>
type Listener = Parameters<MicrophonePort['subscribe']>[0]

/** The microphone that the other session has opened: it can be muted from here, and nothing else. */
export function createBridgeMicrophone(session: OpenAIAgentsSession): MicrophonePort {
  let state: MicrophoneState = { status: 'off' }
  const listeners = new Set<Listener>()
  const show = (next: MicrophoneState): void => {
    state = next
    for (const listener of listeners) listener({ type: 'state', state })
  }
  const device = { deviceId: '', label: '', isDefault: true }
  const live = (muted: boolean): MicrophoneState => ({
    status: 'live',
    device,
    devices: [],
    mutedBy: muted ? 'user' : null,
    speakingWhileMuted: false,
    silentSince: null,
  })
  const open = async (): Promise<void> => {
    // Null: its transport has no microphone of its own.
    if (session.muted !== null) show(live(session.muted))
  }
  return {
    prepare() {},
    start: open,
    request: open,
    retry: open,
    async setDevice() {},
    setMuted(muted) {
      if (session.muted !== null && session.muted !== muted) session.mute(muted)
      if (state.status === 'live') show(live(muted))
    },
    hold() {},
    async stop() {
      show({ status: 'off' })
    },
    onLevel: () => () => {},
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    get state() {
      return state
    },
    track: null,
  }
}
