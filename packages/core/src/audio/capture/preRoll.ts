/** The last chunks of a microphone while nobody can take them, so that the first word is not lost. */
export class PreRoll {
  #chunks: Uint8Array[] = []
  #most: number

  constructor(chunkCount: number) {
    this.#most = chunkCount
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    if (this.#chunks.length > this.#most) this.#chunks.shift()
  }

  /** Everything kept, oldest first; nothing is kept then. */
  take(): Uint8Array[] {
    return this.#chunks.splice(0)
  }
}
