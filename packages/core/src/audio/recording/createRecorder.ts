import { AudioError, ConfigError } from '../../errors.ts'
import type { AudioHost } from '../audioHost.ts'
import type { RecorderControl } from '../audioPorts.ts'
import { NativeTake } from './nativeTake.ts'
import { WavTake } from './wavTake.ts'

/** One recording under way, in one format. */
export interface Take {
  /** The node each side is to be sent to. */
  attach(context: AudioContext): { mic: AudioNode; agent: AudioNode }
  finish(): Promise<Blob>
}

export type RecordedTracks = 'both' | 'mic' | 'agent'

/**
 * Records what the microphone sends and what the agent says: a muted microphone is silence, the volume of the speaker does
 * not matter. `both` has the user on the left channel and the agent on the right.
 */
export function createRecorder(host: AudioHost): RecorderControl {
  let take: Take | null = null
  let stopListening = (): void => {}
  const user = {}

  const attach = (context: AudioContext): void => {
    if (take) host.recording.connect(take.attach(context))
  }
  return {
    get recording() {
      return take !== null
    },
    start({ tracks = 'both', format = 'wav' } = {}) {
      if (take) {
        throw new ConfigError('invalid_option', 'A recording is running already. Stop it first.')
      }
      const current = format === 'wav' ? new WavTake(tracks) : new NativeTake(tracks)
      take = current
      stopListening = host.subscribe((signal) => signal.type === 'rebuilt' && attach(signal.context))
      host.open(user).then(
        (context) => take === current && attach(context),
        () => {},
      )
    },
    async stop() {
      const current = take
      if (!current) throw new AudioError('context_suspended', 'There is no recording to stop.')
      take = null
      stopListening()
      host.recording.disconnect()
      const blob = await current.finish()
      await host.release(user)
      return blob
    },
  }
}
