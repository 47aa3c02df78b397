import { captureProcessorName, workletScope } from '../workletScope.ts'
import { CaptureCore } from './captureCore.ts'
import type { CaptureOptions, FromCapture, ToCapture } from './captureMessages.ts'

const silence = new Float32Array(128)

/** Registers the capture processor. Called once, on the audio thread. */
export function registerCapture(): void {
  class CaptureProcessor extends workletScope.AudioWorkletProcessor {
    #core: CaptureCore
    #chunks: MessagePort
    #running = true

    constructor(options: { processorOptions?: unknown }) {
      super(options)
      this.#chunks = this.port
      this.#core = new CaptureCore(workletScope.sampleRate, options.processorOptions as CaptureOptions, (message) =>
        this.#post(message),
      )
      this.port.addEventListener('message', ({ data }: MessageEvent<ToCapture>) => {
        if (data.type === 'port') this.#chunks = data.port
        else if (data.type === 'stop') this.#stop()
        else this.#core.handle(data)
      })
      this.port.start()
    }

    /** No input is silence: a source that is being changed, or was unplugged, must not stop the stream. */
    process(inputs: Float32Array[][]): boolean {
      if (this.#running) this.#core.process(inputs[0]?.[0] ?? silence)
      return this.#running
    }

    #post(message: FromCapture): void {
      if (message.type === 'chunk') this.#chunks.postMessage(message, [message.bytes.buffer])
      else this.port.postMessage(message)
    }

    #stop(): void {
      this.#running = false
      if (this.#chunks !== this.port) this.#chunks.close()
      this.port.close()
    }
  }
  workletScope.registerProcessor(captureProcessorName, CaptureProcessor)
}
