/** Joins channels to 16-bit frames and gives them away in blocks. A channel without samples is silent. */
export class Interleaver {
  #channels: number
  #block: Int16Array<ArrayBuffer>
  #filled = 0
  #emit: (block: Int16Array<ArrayBuffer>) => void

  constructor(channels: number, emit: (block: Int16Array<ArrayBuffer>) => void, blockFrames: number = 4096) {
    this.#channels = channels
    this.#emit = emit
    this.#block = new Int16Array(blockFrames * channels)
  }

  push(inputs: readonly (Float32Array | undefined)[], frames: number): void {
    for (let i = 0; i < frames; i++) {
      for (let channel = 0; channel < this.#channels; channel++) {
        const value = (inputs[channel]?.[i] ?? 0) * 32_767
        this.#block[this.#filled++] = value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value
      }
      if (this.#filled === this.#block.length) this.flush()
    }
  }

  /** Gives away what there is. */
  flush(): void {
    if (this.#filled > 0) this.#emit(this.#block.slice(0, this.#filled))
    this.#filled = 0
  }
}
