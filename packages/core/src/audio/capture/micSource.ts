import type { RecordingHub } from '../recording/recordingHub.ts'
import { captureProcessorName } from '../workletScope.ts'
import type { CaptureOptions, FromCapture, ToCapture } from './captureMessages.ts'

const fadeSeconds = 0.01
/** A new stream gives nothing for a moment: the one before goes on for so long. */
const overlapSeconds = 0.1

interface Input {
  source: MediaStreamAudioSourceNode
  gain: GainNode
}

/** The capture node of one context, and the stream that feeds it. Streams are exchanged under a short cross-fade. */
export class MicSource {
  #context: AudioContext
  #node: AudioWorkletNode
  #tap: GainNode
  #stopRecording: () => void
  #input: Input | null = null
  #fading = new Set<() => void>()

  constructor(
    context: AudioContext,
    options: CaptureOptions,
    onMessage: (message: FromCapture) => void,
    recording?: RecordingHub,
  ) {
    this.#context = context
    this.#tap = context.createGain()
    this.#tap.gain.value = options.muted ? 0 : 1
    this.#stopRecording = recording?.add('mic', this.#tap) ?? (() => {})
    this.#node = new AudioWorkletNode(context, captureProcessorName, {
      numberOfInputs: 1,
      numberOfOutputs: 1,
      channelCount: 1,
      channelCountMode: 'explicit',
      processorOptions: options,
    })
    this.#node.port.onmessage = ({ data }: MessageEvent<FromCapture>) => onMessage(data)
    // A node that leads nowhere is not run by every browser; its output is silence.
    this.#node.connect(context.destination)
  }

  get context(): AudioContext {
    return this.#context
  }

  send(message: ToCapture): void {
    this.#node.port.postMessage(message)
    if (message.type === 'mute') this.#tap.gain.setTargetAtTime(message.muted ? 0 : 1, this.#context.currentTime, 0.002)
  }

  /** The end of a line on which chunks come. */
  openPort(): MessagePort {
    const { port1, port2 } = new MessageChannel()
    this.#node.port.postMessage({ type: 'port', port: port1 } satisfies ToCapture, [port1])
    return port2
  }

  /**
   * Takes its sound from this stream. `onFaded`: the one before is not heard any more, and may be stopped. Throws
   * `NotSupportedError` where the browser cannot bring the stream to the context's rate.
   */
  feed(stream: MediaStream, onFaded: () => void = () => {}): void {
    const source = this.#context.createMediaStreamSource(stream)
    const gain = this.#context.createGain()
    const old = this.#input
    this.#input = { source, gain }
    const at = this.#context.currentTime + (old ? overlapSeconds : 0)
    fade(gain.gain, 0, 1, at)
    source.connect(gain).connect(this.#node)
    gain.connect(this.#tap)
    if (!old) return onFaded()
    fade(old.gain.gain, old.gain.gain.value, 0, at)
    const finish = (): void => {
      this.#fading.delete(finish)
      clearTimeout(timer)
      disconnect(old)
      onFaded()
    }
    const timer = setTimeout(finish, (overlapSeconds + fadeSeconds) * 2000)
    this.#fading.add(finish)
  }

  close(): void {
    this.send({ type: 'stop' })
    for (const finish of this.#fading) finish()
    this.#stopRecording()
    this.#tap.disconnect()
    this.#node.port.onmessage = null
    if (this.#input) disconnect(this.#input)
    this.#node.disconnect()
  }
}

function fade(gain: AudioParam, from: number, to: number, at: number): void {
  gain.cancelScheduledValues(0)
  gain.value = from
  gain.setValueAtTime(from, at)
  gain.linearRampToValueAtTime(to, at + fadeSeconds)
}

function disconnect({ source, gain }: Input): void {
  source.disconnect()
  gain.disconnect()
}
