import type { LevelFrame } from './audioPorts.ts'

/** Levels on their way to whoever draws them. Fast up, slow down, one object for all calls; tells when anybody listens. */
export class LevelEmitter {
  #listeners = new Set<(frame: LevelFrame) => void>()
  #frame = { rms: 0, peak: 0 }
  #onListening: (listening: boolean) => void

  constructor(onListening: (listening: boolean) => void) {
    this.#onListening = onListening
  }

  get listening(): boolean {
    return this.#listeners.size > 0
  }

  emit(rms: number, peak: number): void {
    this.#frame.rms = smoothed(this.#frame.rms, rms)
    this.#frame.peak = smoothed(this.#frame.peak, peak)
    for (const listener of this.#listeners) listener(this.#frame)
  }

  /** There is nothing to measure any more: a level that nobody takes back would stay on the screen. */
  rest(): void {
    this.#frame.rms = this.#frame.peak = 0
    this.emit(0, 0)
  }

  subscribe(listener: (frame: LevelFrame) => void): () => void {
    const entry = (frame: LevelFrame) => listener(frame)
    this.#listeners.add(entry)
    if (this.#listeners.size === 1) this.#onListening(true)
    return () => {
      if (this.#listeners.delete(entry) && this.#listeners.size === 0) this.#onListening(false)
    }
  }
}

function smoothed(before: number, now: number): number {
  const next = now > before ? now : before + (now - before) * 0.35
  return next < 0.0005 ? 0 : Math.min(next, 1)
}
