import type { Clock } from '../../clock.ts'
import type { AudioCodec, SpeakerState } from '../audioPorts.ts'
import { playbackProcessorName } from '../workletScope.ts'
import { OutputRoute } from './outputRoute.ts'
import type { FromPlayback, ToPlayback } from './playbackMessages.ts'
import { SampleDecoder } from './sampleDecoder.ts'

/** One playback node with what is around it, in one context. */
export class PlaybackOutput {
  readonly route: OutputRoute
  #context: AudioContext
  #node: AudioWorkletNode
  #decoder: SampleDecoder
  #latencyFrames = -1

  constructor(options: {
    context: AudioContext
    clock: Clock
    codec: AudioCodec
    settings: SpeakerState
    onMessage: (message: FromPlayback) => void
  }) {
    const { context, clock, codec, settings, onMessage } = options
    this.#context = context
    this.#decoder = new SampleDecoder(codec, context.sampleRate)
    this.#node = new AudioWorkletNode(context, playbackProcessorName, {
      numberOfInputs: 0,
      numberOfOutputs: 1,
      outputChannelCount: [1],
    })
    this.#node.port.onmessage = ({ data }: MessageEvent<FromPlayback>) => onMessage(data)
    this.route = new OutputRoute(context, this.#node, { ...settings, clock })
    this.updateLatency()
  }

  send(message: ToPlayback): void {
    this.#node.port.postMessage(message)
  }

  play(generation: number, itemId: string, contentIndex: number, bytes: Uint8Array): void {
    const decoded = this.#decoder.decode(`${itemId}/${contentIndex}`, bytes)
    // A view is sent with all of its buffer, however small it is.
    const samples = decoded.byteLength === decoded.buffer.byteLength ? decoded : decoded.slice()
    this.send({ type: 'audio', generation, itemId, contentIndex, samples })
  }

  end(generation: number, itemId: string, contentIndex: number): void {
    const samples = this.#decoder.end(`${itemId}/${contentIndex}`)
    if (samples.length > 0) this.send({ type: 'audio', generation, itemId, contentIndex, samples })
    this.send({ type: 'end', itemId, contentIndex })
  }

  /** The browser's figure changes with the device, so it is read again at every report. */
  updateLatency(): void {
    const frames = Math.round(
      (this.#context.outputLatency || this.#context.baseLatency || 0) * this.#context.sampleRate,
    )
    if (Math.abs(frames - this.#latencyFrames) < this.#context.sampleRate / 1000) return
    this.#latencyFrames = frames
    this.send({ type: 'latency', frames })
  }

  close(): void {
    this.send({ type: 'stop' })
    this.#node.port.onmessage = null
    this.#node.disconnect()
    this.route.close()
  }
}
