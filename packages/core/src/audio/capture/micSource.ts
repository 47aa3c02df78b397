import type { RecordingHub } from '../recording/recordingHub.ts'
import { captureProcessorName } from '../workletScope.ts'
import type { CaptureOptions, FromCapture, ToCapture } from './captureMessages.ts'

const fadeSeconds = 0.01

/** The capture node of one context, and the stream that feeds it. Streams are exchanged under a short cross-fade. */
export class MicSource {
  #context: AudioContext
  #node: AudioWorkletNode
  #tap: GainNode
  #stopRecording: () => void
  #input: { source: MediaStreamAudioSourceNode; gain: GainNode } | null = null

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

  /** Throws `NotSupportedError` where the browser cannot bring the stream to the context's rate. */
  feed(stream: MediaStream): void {
    const source = this.#context.createMediaStreamSource(stream)
    const gain = this.#context.createGain()
    const now = this.#context.currentTime
    gain.gain.setValueAtTime(0, now)
    gain.gain.linearRampToValueAtTime(1, now + fadeSeconds)
    source.connect(gain).connect(this.#node)
    gain.connect(this.#tap)
    const old = this.#input
    this.#input = { source, gain }
    if (!old) return
    old.gain.gain.setValueAtTime(1, now)
    old.gain.gain.linearRampToValueAtTime(0, now + fadeSeconds)
    setTimeout(() => disconnect(old), fadeSeconds * 5000)
  }

  close(): void {
    this.send({ type: 'stop' })
    this.#stopRecording()
    this.#tap.disconnect()
    this.#node.port.onmessage = null
    if (this.#input) disconnect(this.#input)
    this.#node.disconnect()
  }
}

function disconnect({ source, gain }: { source: AudioNode; gain: AudioNode }): void {
  source.disconnect()
  gain.disconnect()
}
