import type { ChunkSink } from '../audio/capture/chunkSink.ts'
import type { Stall } from '../audio/contextWatch.ts'
import type { Player, PlayerSignal } from '../audio/playback/player.ts'
import { createEmitter } from '../emitter.ts'
import type { EngineLink } from './engineLink.ts'

/** The player of the page when the engine feeds the audio thread: it passes on, and knows what the engine did by itself. */
export class EnginePlayer implements Player {
  #link: EngineLink
  #signals = createEmitter<PlayerSignal>()
  #claimable = false
  /** Flushes of the engine that nobody here asked for: their answers are nobody's news. */
  #unclaimed = 0

  constructor(link: EngineLink) {
    this.#link = link
    link.subscribe((news) => {
      if (news.type !== 'player') return
      if (news.signal.type === 'flushed' && this.#unclaimed > 0) this.#unclaimed--
      else this.#signals.emit(news.signal)
    })
  }

  /** Runs `deliver`, within which a flush was done by the engine already: asking for it again would cut what came since. */
  whileFlushed(deliver: () => void): void {
    this.#claimable = true
    deliver()
    if (this.#claimable) this.#unclaimed++
    this.#claimable = false
  }

  prepare(): void {
    this.#link.acquire(this)
  }

  start(codec: Parameters<Player['start']>[0]): void {
    this.#link.acquire(this)
    this.#link.post({ type: 'player.start', codec })
  }

  attach(port: MessagePort, sampleRate: number): void {
    this.#link.post({ type: 'player.attach', port, sampleRate }, [port])
  }

  /** The engine plays what the server sends, without a detour through the page. */
  play(): void {}

  end(): void {}

  flush(): void {
    if (this.#claimable) this.#claimable = false
    else this.#link.post({ type: 'player.flush' })
  }

  stalled({ from, to }: Stall): void {
    this.#link.post({ type: 'player.stalled', from, to })
  }

  stop(): void {
    this.#unclaimed = 0
    this.#link.post({ type: 'player.stop' })
    this.#link.release(this)
  }

  subscribe(listener: (signal: PlayerSignal) => void): () => void {
    return this.#signals.subscribe(listener)
  }
}

/** The microphone's chunks go straight to the engine. */
export class EngineSink implements ChunkSink {
  #link: EngineLink
  #held = false

  constructor(link: EngineLink) {
    this.#link = link
  }

  attach(port: MessagePort): void {
    this.#link.acquire(this)
    this.#link.post({ type: 'sink.attach', port }, [port])
    this.#link.post({ type: 'sink.hold', held: this.#held })
  }

  hold(held: boolean): void {
    this.#held = held
    this.#link.post({ type: 'sink.hold', held })
  }

  stop(): void {
    this.#link.post({ type: 'sink.stop' })
    this.#link.release(this)
  }
}
