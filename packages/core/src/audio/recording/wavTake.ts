import { recorderProcessorName } from '../workletScope.ts'
import type { RecordedTracks, Take } from './createRecorder.ts'
import type { FromRecorder } from './recorderProcessor.ts'
import { wavHeader } from './wav.ts'

/** Blocks are joined to Blobs of about this size, which browsers may keep on disk. */
const partBytes = 2_000_000

/** A recording as 16-bit WAV at the rate of its first context. It goes on when that has to be made anew, at whatever rate. */
export class WavTake implements Take {
  #sides: readonly ('mic' | 'agent')[]
  #blocks: Int16Array<ArrayBuffer>[] = []
  #blockBytes = 0
  #parts: Blob[] = []
  #node: AudioWorkletNode | null = null
  #sampleRate = 0
  #ended: PromiseWithResolvers<void> | null = null

  constructor(tracks: RecordedTracks) {
    this.#sides = tracks === 'both' ? ['mic', 'agent'] : [tracks]
  }

  attach(context: AudioContext): { mic: AudioNode; agent: AudioNode } {
    this.#node?.disconnect()
    this.#sampleRate ||= context.sampleRate
    const channels = this.#sides.length
    const node = new AudioWorkletNode(context, recorderProcessorName, {
      numberOfInputs: channels,
      numberOfOutputs: 1,
      channelCount: 1,
      channelCountMode: 'explicit',
      processorOptions: { channels, sampleRate: this.#sampleRate },
    })
    this.#node = node
    node.port.onmessage = ({ data }: MessageEvent<FromRecorder>) => {
      if (data.type === 'block') this.#add(data.samples)
      else this.#ended?.resolve()
    }
    // It says nothing, but a node that leads nowhere is not run by every browser.
    node.connect(context.destination)
    const side = (name: 'mic' | 'agent'): AudioNode => {
      const gain = context.createGain()
      const input = this.#sides.indexOf(name)
      if (input >= 0) gain.connect(node, 0, input)
      return gain
    }
    return { mic: side('mic'), agent: side('agent') }
  }

  async finish(): Promise<Blob> {
    if (this.#node) {
      this.#ended = Promise.withResolvers()
      this.#node.port.postMessage('stop')
      if (this.#node.context.state !== 'closed') await this.#ended.promise
      this.#node.disconnect()
    }
    this.#join()
    const dataBytes = this.#parts.reduce((sum, part) => sum + part.size, 0)
    const header = wavHeader({ dataBytes, sampleRate: this.#sampleRate || 24_000, channels: this.#sides.length })
    return new Blob([header, ...this.#parts], { type: 'audio/wav' })
  }

  #add(samples: Int16Array<ArrayBuffer>): void {
    this.#blocks.push(samples)
    this.#blockBytes += samples.byteLength
    if (this.#blockBytes >= partBytes) this.#join()
  }

  #join(): void {
    if (this.#blocks.length > 0) this.#parts.push(new Blob(this.#blocks))
    this.#blocks = []
    this.#blockBytes = 0
  }
}
