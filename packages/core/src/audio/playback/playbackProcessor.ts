import { playbackProcessorName, workletScope } from '../workletScope.ts'
import { PlaybackCore } from './playbackCore.ts'
import type { FromPlayback, ToPlayback } from './playbackMessages.ts'

/** Registers the playback processor. Called once, on the audio thread. */
export function registerPlayback(): void {
  class PlaybackProcessor extends workletScope.AudioWorkletProcessor {
    #core: PlaybackCore
    #ports: MessagePort[] = []
    #running = true

    constructor(options: { processorOptions?: unknown }) {
      super(options)
      this.#core = new PlaybackCore(workletScope.sampleRate, (message) => this.#post(message))
      this.#listen(this.port)
    }

    process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
      const out = outputs[0]?.[0]
      if (this.#running && out) this.#core.render(out, workletScope.currentFrame)
      return this.#running
    }

    #listen(port: MessagePort): void {
      this.#ports.push(port)
      port.addEventListener('message', ({ data }: MessageEvent<ToPlayback>) => {
        if (data.type === 'port') this.#listen(data.port)
        else if (data.type === 'stop') this.#stop()
        else this.#core.handle(data, workletScope.currentFrame)
      })
      port.start()
    }

    #post(message: FromPlayback): void {
      const port = message.type === 'level' ? this.port : this.#ports.at(-1)
      port?.postMessage(message)
    }

    #stop(): void {
      this.#running = false
      for (const port of this.#ports) port.close()
    }
  }
  workletScope.registerProcessor(playbackProcessorName, PlaybackProcessor)
}
