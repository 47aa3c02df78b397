import { bytesPerMs } from '../audio/audioCodec.ts'
import type { AudioCodec, MicrophoneControl } from '../audio/audioPorts.ts'
import { AudioError, DeviceError, isRealtimeError } from '../errors.ts'
import type { SessionPorts } from './ports.ts'
import type { SessionEvent } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'

/** Microphone, speaker and network as a session uses them: what they say becomes events, what the user says goes out. */
export interface Devices {
  readonly microphone: MicrophoneControl
  start(codecs: { input: AudioCodec; output: AudioCodec }): void
  /** Audio for the server. Kept while the connection is made again, dropped and counted while there is none. */
  forward(bytes: Uint8Array): void
  /** The connection is ready: what was kept goes first. */
  release(): void
  stop(): Promise<void>
}

/** What is kept while there is no connection: enough for a sentence or two. */
const keptMs = 30_000

export function connectDevices(options: {
  ports: SessionPorts
  state(): SessionState
  dispatch(event: SessionEvent): void
  send(bytes: Uint8Array): void
}): Devices {
  const { ports, state, dispatch, send } = options
  const { microphone, speaker, network } = ports
  let kept: Uint8Array[] = []
  let keptBytes = 0
  let offNetwork: (() => void) | undefined
  let controller: AbortController | null = null
  let stopping: Promise<void> = Promise.resolve()

  const forward = (bytes: Uint8Array): void => {
    const { connection, settings } = state()
    const perMs = bytesPerMs(settings.inputFormat)
    if (connection.status === 'connected') {
      send(bytes)
    } else if (connection.status === 'connecting' || connection.status === 'reconnecting') {
      kept.push(bytes)
      keptBytes += bytes.byteLength
      while (keptBytes > keptMs * perMs) {
        const oldest = kept.shift()!
        keptBytes -= oldest.byteLength
        dispatch({ type: 'audio.dropped', ms: oldest.byteLength / perMs })
      }
    } else {
      dispatch({ type: 'audio.dropped', ms: bytes.byteLength / perMs })
    }
  }

  // From the beginning, so that what is set before `connect` shows. The ports are the session's own and end with it.
  speaker.subscribe((signal) => {
    switch (signal.type) {
      case 'state':
        return dispatch({ type: 'speaker.changed', state: signal.state })
      case 'started':
        return dispatch({ type: 'playback.started', itemId: signal.itemId, contentIndex: signal.contentIndex })
      case 'position':
        return dispatch({ ...signal, type: 'playback.positioned' })
      case 'drained':
        return dispatch({ ...signal, type: 'playback.drained' })
      case 'flushed':
        return dispatch({ type: 'playback.flushed', items: signal.items })
      case 'underrun':
        return dispatch({ type: 'playback.underran', ms: signal.ms })
      case 'error':
        return dispatch({ type: 'error.reported', error: signal.error })
    }
  })
  microphone?.subscribe((signal) => {
    if (signal.type === 'state') dispatch({ type: 'microphone.changed', state: signal.state })
    else forward(signal.bytes)
  })

  const none = (): Promise<never> =>
    Promise.reject(
      new DeviceError('device_unsupported', 'This session has no microphone: it has `mic: false`, or there is none.'),
    )

  return {
    forward,
    microphone: {
      request: () => microphone?.request() ?? none(),
      retry: () => microphone?.retry() ?? none(),
      setDevice: (id) => microphone?.setDevice(id) ?? none(),
      setMuted: (muted) => dispatch({ type: 'microphone.muted', muted }),
      onLevel: (fn) => microphone?.onLevel(fn) ?? (() => {}),
    },
    start({ input, output }) {
      controller = new AbortController()
      const { signal } = controller
      const report = (cause: unknown): void => {
        if (signal.aborted) return
        const error = isRealtimeError(cause)
          ? cause
          : new AudioError('context_suspended', 'The audio could not be started.', { cause })
        dispatch({ type: 'error.reported', error })
      }
      if (network) {
        offNetwork ??= network.subscribe((online) => dispatch({ type: 'network.changed', online }))
        dispatch({ type: 'network.changed', online: network.online })
      }
      dispatch({ type: 'speaker.changed', state: speaker.state })
      void speaker.start({ codec: output, signal }).catch(report)
      if (!microphone) return
      dispatch({ type: 'microphone.changed', state: microphone.state })
      microphone.setMuted(state().muted, 'user')
      void microphone.start({ codec: input, signal }).catch(report)
    },
    release() {
      const waiting = kept
      kept = []
      keptBytes = 0
      for (const bytes of waiting) send(bytes)
    },
    stop() {
      kept = []
      keptBytes = 0
      offNetwork?.()
      offNetwork = undefined
      if (!controller) return stopping
      controller.abort()
      controller = null
      stopping = Promise.all([microphone?.stop(), speaker.stop()]).then(() => {})
      // Whoever closes awaits it; nobody else has to.
      stopping.catch(() => {})
      return stopping
    },
  }
}
