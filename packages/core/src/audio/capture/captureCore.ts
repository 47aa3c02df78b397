import { LevelMeter } from '../levelMeter.ts'
import type { CaptureOptions, FromCapture, ToCapture } from './captureMessages.ts'
import { Framer } from './framer.ts'
import { VoiceActivity } from './voiceActivity.ts'

/** Everything the capture processor does, without a browser. `post` may transfer the bytes of a chunk. */
export class CaptureCore {
  #framer: Framer | null
  #meter: LevelMeter
  #activity = new VoiceActivity()
  #post: (message: FromCapture) => void
  #metering = false

  constructor(sampleRate: number, options: CaptureOptions, post: (message: FromCapture) => void) {
    this.#post = post
    this.#meter = new LevelMeter(sampleRate)
    const { codec } = options
    const emit = (bytes: Uint8Array) => post({ type: 'chunk', bytes })
    this.#framer = codec === null ? null : new Framer({ inputRate: sampleRate, ...options, codec, emit })
  }

  handle(message: ToCapture): void {
    if (message.type === 'mute' && this.#framer) this.#framer.muted = message.muted
    if (message.type === 'meter') this.#metering = message.on
  }

  process(input: Float32Array): void {
    this.#framer?.push(input)
    if (!this.#meter.add(input)) return
    const { rms, peak } = this.#meter
    const { speaking, silent } = this.#activity.activity
    if (this.#activity.window(rms)) {
      const now = this.#activity.activity
      if (now.speaking !== speaking) this.#post({ type: 'speaking', speaking: now.speaking })
      if (now.silent !== silent) this.#post({ type: 'silent', silent: now.silent, ms: now.silentMs })
    }
    if (!this.#metering) return
    // A muted microphone shows no level: nothing of it goes out.
    this.#post(this.#framer?.muted ? { type: 'level', rms: 0, peak: 0 } : { type: 'level', rms, peak })
  }
}
