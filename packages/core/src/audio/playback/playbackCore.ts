import { LevelMeter } from '../levelMeter.ts'
import { mostLatencyFrames, PlaybackLedger } from './playbackLedger.ts'
import type { FromPlayback, ToPlayback } from './playbackMessages.ts'
import { SampleRing } from './sampleRing.ts'
import { StartPolicy } from './startPolicy.ts'

const declickMs = 3
const positionMs = 50
const fadeFrames = 128

/**
 * Everything the playback processor does, without a browser: `handle` takes messages, `render` fills one quantum and
 * allocates nothing. Times are frames of the output since it began.
 */
export class PlaybackCore {
  #post: (message: FromPlayback) => void
  #ring = new SampleRing()
  #ledger = new PlaybackLedger()
  #policy: StartPolicy
  #meter: LevelMeter
  #metering = false
  #generation = 0
  /** `waiting`: audio is there, not enough to start. `dry`: it ran out before its end. */
  #phase: 'idle' | 'waiting' | 'playing' | 'dry' = 'idle'
  /** The last quantum of what was flushed, on its way to silence. */
  #fade = new Float32Array(fadeFrames)
  #fadeLeft = 0
  #waitingSince = 0
  #drySince = 0
  #gain = 0
  #rampFrames: number
  #positionFrames: number
  #positionAt = 0

  constructor(sampleRate: number, post: (message: FromPlayback) => void) {
    this.#post = post
    this.#policy = new StartPolicy(sampleRate)
    this.#meter = new LevelMeter(sampleRate)
    this.#rampFrames = Math.round((sampleRate * declickMs) / 1000)
    this.#positionFrames = Math.round((sampleRate * positionMs) / 1000)
  }

  handle(message: ToPlayback, time: number): void {
    switch (message.type) {
      case 'audio':
        if (message.generation >= this.#generation) this.#queue(message, time)
        break
      case 'end':
        this.#ledger.ended(message.itemId, message.contentIndex)
        break
      case 'flush':
        this.#flush(message.generation, time)
        break
      case 'latency':
        // Browsers have been seen to say nonsense here; what is believed has to fit into the ledger's memory.
        this.#ledger.latency = message.frames > 0 && message.frames < mostLatencyFrames ? message.frames : 0
        break
      case 'stall':
        if (message.frames > 0) this.#policy.stalled(message.frames)
        break
      case 'meter':
        this.#metering = message.on
        break
    }
  }

  /** Fills `out` from its start to its end. */
  render(out: Float32Array, time: number): void {
    this.#startIfReady(time)
    out.fill(0, this.#phase === 'playing' ? this.#renderQueue(out, time) : 0)
    if (this.#fadeLeft > 0) this.#renderFade(out)
    if (this.#metering && this.#meter.add(out)) {
      this.#post({ type: 'level', rms: this.#meter.rms, peak: this.#meter.peak })
    }
    this.#tell(time + out.length)
  }

  #queue(message: ToPlayback & { type: 'audio' }, time: number): void {
    const { itemId, contentIndex, samples } = message
    // A pause between two items is no underrun: nothing was owed.
    if (this.#phase === 'dry' && !this.#ledger.endsWith(itemId, contentIndex)) this.#phase = 'idle'
    const at = this.#ring.written
    this.#ring.push(samples)
    this.#ledger.queued(itemId, contentIndex, at, samples.length)
    if (samples.length === 0) return
    this.#policy.arrived(time, samples.length, this.#phase === 'idle')
    if (this.#phase === 'idle' || this.#phase === 'dry') {
      if (this.#phase === 'dry') this.#policy.ranDry(time - this.#drySince)
      else this.#drySince = 0
      this.#phase = 'waiting'
      this.#waitingSince = time
    }
  }

  #startIfReady(time: number): void {
    if (this.#phase === 'dry' && this.#ledger.complete) this.#phase = 'idle'
    if (this.#phase !== 'waiting') return
    const target = this.#policy.target
    const enough = this.#ring.available >= target || time - this.#waitingSince >= target
    if (!enough && !this.#ledger.frontComplete(this.#ring.read)) return
    if (this.#drySince > 0) this.#post({ type: 'underrun', frames: time - this.#drySince })
    this.#drySince = 0
    this.#phase = 'playing'
    this.#gain = 0
  }

  #renderQueue(out: Float32Array, time: number): number {
    const at = this.#ring.read
    const waiting = this.#ring.available
    const frames = this.#ring.readInto(out, out.length)
    const step = 1 / this.#rampFrames
    for (let i = 0; i < frames; i++) {
      // Up after a start; down towards the end of what is known, so that running dry makes no step.
      const ceiling = (waiting - i - 1) * step
      this.#gain = Math.min(this.#gain + step, ceiling < 1 ? ceiling : 1)
      out[i]! *= this.#gain
    }
    this.#ledger.rendered(time, at, frames)
    if (this.#ring.available === 0) {
      this.#phase = this.#ledger.complete ? 'idle' : 'dry'
      this.#drySince = this.#phase === 'dry' ? time + frames : 0
      this.#gain = 0
    }
    return frames
  }

  #flush(generation: number, time: number): void {
    this.#generation = Math.max(this.#generation, generation)
    const items = this.#ledger.flush(time, this.#ring.written)
    this.#post({ type: 'flushed', generation, items })
    this.#drySince = 0
    if (this.#phase === 'playing') this.#startFade()
    this.#ring.discard()
    this.#phase = 'idle'
    this.#gain = 0
  }

  /** Takes the next quantum of what is flushed and bends it from its present gain to nothing. */
  #startFade(): void {
    const frames = this.#ring.readInto(this.#fade, fadeFrames)
    for (let i = 0; i < frames; i++) this.#fade[i]! *= this.#gain * (1 - (i + 1) / frames)
    this.#fade.fill(0, frames)
    this.#fadeLeft = frames
  }

  #renderFade(out: Float32Array): void {
    const frames = Math.min(this.#fadeLeft, out.length)
    for (let i = 0; i < frames; i++) out[i]! += this.#fade[i]!
    this.#fade.copyWithin(0, frames)
    this.#fadeLeft -= frames
  }

  #tell(time: number): void {
    const { started, drained } = this.#ledger.advance(time, this.#ring.read)
    for (const part of started) this.#post({ type: 'started', ...part })
    for (const part of drained) this.#post({ type: 'drained', ...part })
    if (time < this.#positionAt || this.#phase === 'idle' || this.#phase === 'waiting') return
    const position = this.#ledger.position()
    if (!position) return
    this.#positionAt = time + this.#positionFrames
    this.#post({ type: 'position', ...position })
  }
}
