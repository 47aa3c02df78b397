import { createEmitter } from '../../emitter.ts'
import { bytesPerMs } from '../audioCodec.ts'
import type { AudioCodec, PlaybackPosition } from '../audioPorts.ts'
import type { Stall } from '../contextWatch.ts'
import type { PartHeard } from './playbackLedger.ts'
import type { FromPlayback, ToPlayback } from './playbackMessages.ts'
import type { Player, PlayerSignal } from './player.ts'
import { SampleDecoder } from './sampleDecoder.ts'
import { UnheardAudio } from './unheardAudio.ts'

/** The player of this thread: turns the wire's bytes into samples, and the processor's frames into milliseconds heard. */
export class PlaybackFeed implements Player {
  #signals = createEmitter<PlayerSignal>()
  #codec: AudioCodec = 'pcm'
  #unheard: UnheardAudio
  #position: PlaybackPosition | null = null
  #generation = 0
  #output: { port: MessagePort; decoder: SampleDecoder; sampleRate: number } | null = null

  constructor(unheard: UnheardAudio = new UnheardAudio()) {
    this.#unheard = unheard
  }

  start(codec: AudioCodec): void {
    this.#codec = codec
  }

  attach(port: MessagePort, sampleRate: number): void {
    this.#unheard.restart(this.#position, bytesPerMs(this.#codec))
    this.#position = null
    this.#detach()
    this.#output = { port, decoder: new SampleDecoder(this.#codec, sampleRate), sampleRate }
    port.onmessage = ({ data }: MessageEvent<FromPlayback>) => {
      if (this.#output?.port === port) this.#heard(data, sampleRate)
    }
    for (const step of this.#unheard.replay()) {
      if (step.type === 'audio') this.#post(step.itemId, step.contentIndex, step.bytes)
      else this.#postEnd(step.itemId, step.contentIndex)
    }
  }

  play({ itemId, contentIndex, bytes }: { itemId: string; contentIndex: number; bytes: Uint8Array }): void {
    this.#unheard.add(itemId, contentIndex, bytes)
    this.#post(itemId, contentIndex, bytes)
  }

  end(itemId: string, contentIndex: number): void {
    this.#unheard.end(itemId, contentIndex)
    this.#postEnd(itemId, contentIndex)
  }

  flush(): void {
    const generation = ++this.#generation
    if (this.#output) return this.#send({ type: 'flush', generation })
    const items = Array.from(this.#unheard.parts, ({ itemId, contentIndex, heardBeforeMs }) => {
      return { itemId, contentIndex, heardMs: wholeMs(heardBeforeMs) }
    })
    this.#flushed(generation, items)
  }

  stalled({ from, to }: Stall): void {
    if (this.#output) this.#send({ type: 'stall', frames: ((to - from) * this.#output.sampleRate) / 1000 })
  }

  stop(): void {
    this.#detach()
    this.#unheard.clear()
    this.#position = null
  }

  subscribe(listener: (signal: PlayerSignal) => void): () => void {
    return this.#signals.subscribe(listener)
  }

  #detach(): void {
    this.#output?.port.close()
    this.#output = null
  }

  #post(itemId: string, contentIndex: number, bytes: Uint8Array): void {
    if (!this.#output) return
    const decoded = this.#output.decoder.decode(`${itemId}/${contentIndex}`, bytes)
    // A view is sent with all of its buffer, however small it is.
    const samples = decoded.byteLength === decoded.buffer.byteLength ? decoded : decoded.slice()
    this.#send({ type: 'audio', generation: this.#generation, itemId, contentIndex, samples })
  }

  #postEnd(itemId: string, contentIndex: number): void {
    if (!this.#output) return
    const samples = this.#output.decoder.end(`${itemId}/${contentIndex}`)
    if (samples.length > 0) {
      this.#send({ type: 'audio', generation: this.#generation, itemId, contentIndex, samples })
    }
    this.#send({ type: 'end', itemId, contentIndex })
  }

  #send(message: ToPlayback): void {
    this.#output?.port.postMessage(message)
  }

  #heard(message: FromPlayback, sampleRate: number): void {
    const positionOf = ({ itemId, contentIndex, frames }: PartHeard): PlaybackPosition => {
      const before = this.#unheard.heardBeforeMs(itemId, contentIndex)
      return { itemId, contentIndex, heardMs: wholeMs(before + (frames * 1000) / sampleRate) }
    }
    switch (message.type) {
      case 'started':
        this.#signals.emit(message)
        break
      case 'position':
        this.#position = positionOf(message)
        this.#unheard.heard(message.itemId, message.contentIndex, this.#position.heardMs, bytesPerMs(this.#codec))
        this.#signals.emit({ type: 'position', ...this.#position })
        break
      case 'drained': {
        const at = positionOf(message)
        this.#unheard.remove(at.itemId, at.contentIndex)
        this.#position = null
        this.#signals.emit({ type: 'drained', ...at })
        break
      }
      case 'flushed':
        this.#flushed(message.generation, message.items.map(positionOf))
        break
      case 'underrun':
        this.#signals.emit({ type: 'underrun', ms: Math.round((message.frames * 1000) / sampleRate) })
        break
    }
  }

  #flushed(generation: number, items: PlaybackPosition[]): void {
    for (const { itemId, contentIndex } of items) this.#unheard.remove(itemId, contentIndex)
    this.#position = null
    this.#signals.emit({ type: 'flushed', generation, items })
  }
}

/** What was begun does not count; what is lost to binary fractions does. */
const wholeMs = (ms: number): number => Math.floor(ms + 1e-6)
