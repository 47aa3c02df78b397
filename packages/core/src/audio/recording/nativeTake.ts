import { DeviceError } from '../../errors.ts'
import type { RecordedTracks, Take } from './createRecorder.ts'

/** A recording in the container the browser writes by itself, such as WebM with Opus: a twelfth of a WAV's size. */
export class NativeTake implements Take {
  #tracks: RecordedTracks
  #recorder: MediaRecorder | null = null
  #parts: Blob[] = []
  #merger: ChannelMergerNode | null = null

  constructor(tracks: RecordedTracks) {
    if (typeof MediaRecorder === 'undefined') {
      throw new DeviceError('device_unsupported', 'This browser has no recorder of its own. Record as `wav`.')
    }
    this.#tracks = tracks
  }

  attach(context: AudioContext): { mic: AudioNode; agent: AudioNode } {
    const [mic, agent] = [context.createGain(), context.createGain()]
    // One container is one stream: after a change of context the first part is what there is.
    if (this.#recorder) return { mic, agent }
    const destination = context.createMediaStreamDestination()
    const channels = this.#tracks === 'both' ? 2 : 1
    destination.channelCount = channels
    this.#merger = context.createChannelMerger(channels)
    this.#merger.connect(destination)
    if (this.#tracks !== 'agent') mic.connect(this.#merger, 0, 0)
    if (this.#tracks !== 'mic') agent.connect(this.#merger, 0, channels - 1)
    const recorder = new MediaRecorder(destination.stream)
    recorder.addEventListener('dataavailable', ({ data }) => this.#parts.push(data))
    recorder.start(1000)
    this.#recorder = recorder
    return { mic, agent }
  }

  async finish(): Promise<Blob> {
    const recorder = this.#recorder
    if (recorder && recorder.state !== 'inactive') {
      const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }))
      recorder.stop()
      await stopped
    }
    this.#merger?.disconnect()
    return new Blob(this.#parts, { type: recorder?.mimeType ?? 'audio/webm' })
  }
}
