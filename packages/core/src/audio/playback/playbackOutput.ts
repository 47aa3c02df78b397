import type { Clock } from '../../clock.ts'
import type { SpeakerState } from '../audioPorts.ts'
import { playbackProcessorName } from '../workletScope.ts'
import { OutputRoute } from './outputRoute.ts'
import type { FromPlayback, ToPlayback } from './playbackMessages.ts'

/** One playback node with what is around it, in one context. */
export class PlaybackOutput {
  readonly route: OutputRoute
  #context: AudioContext
  #node: AudioWorkletNode
  #latencyFrames = -1

  constructor(options: {
    context: AudioContext
    clock: Clock
    settings: SpeakerState
    onLevel: (rms: number, peak: number) => void
  }) {
    const { context, clock, settings, onLevel } = options
    this.#context = context
    this.#node = new AudioWorkletNode(context, playbackProcessorName, {
      numberOfInputs: 0,
      numberOfOutputs: 1,
      outputChannelCount: [1],
    })
    this.#node.port.onmessage = ({ data }: MessageEvent<FromPlayback>) => {
      if (data.type === 'level') onLevel(data.rms, data.peak)
    }
    this.route = new OutputRoute(context, this.#node, { ...settings, clock })
    this.updateLatency()
  }

  send(message: ToPlayback): void {
    this.#node.port.postMessage(message)
  }

  /** The end of a line to the processor, for whoever feeds it. */
  openPort(): MessagePort {
    const { port1, port2 } = new MessageChannel()
    this.#node.port.postMessage({ type: 'port', port: port1 } satisfies ToPlayback, [port1])
    return port2
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

  /** What is played, before volume and mute. */
  get sound(): AudioNode {
    return this.#node
  }

  close(): void {
    this.send({ type: 'stop' })
    this.#node.port.onmessage = null
    this.#node.disconnect()
    this.route.close()
  }
}
