interface Part {
  itemId: string
  contentIndex: number
  /** What of it is known to have been heard, and is not kept any more. */
  heardBytes: number
  /** Milliseconds of this part that were heard through a context that is gone. */
  heardBeforeMs: number
  ended: boolean
}

interface Chunk {
  part: Part
  bytes: Uint8Array
}

/** One step of playing everything again: some audio of a part, or the word that no more comes of it. */
export type Replay =
  | { type: 'audio'; itemId: string; contentIndex: number; bytes: Uint8Array }
  | { type: 'end'; itemId: string; contentIndex: number }

/** What was given to the processor and is not known to have been heard, in its order: enough to go on in a new context. */
export class UnheardAudio {
  #parts = new Map<string, Part>()
  #chunks: Chunk[] = []

  add(itemId: string, contentIndex: number, bytes: Uint8Array): void {
    const key = `${itemId}/${contentIndex}`
    let part = this.#parts.get(key)
    if (!part) {
      part = { itemId, contentIndex, heardBytes: 0, heardBeforeMs: 0, ended: false }
      this.#parts.set(key, part)
    }
    if (bytes.length > 0) this.#chunks.push({ part, bytes })
  }

  end(itemId: string, contentIndex: number): void {
    const part = this.#parts.get(`${itemId}/${contentIndex}`)
    if (part) part.ended = true
  }

  remove(itemId: string, contentIndex: number): void {
    const part = this.#parts.get(`${itemId}/${contentIndex}`)
    if (!part) return
    this.#parts.delete(`${itemId}/${contentIndex}`)
    this.#chunks = this.#chunks.filter((chunk) => chunk.part !== part)
  }

  clear(): void {
    this.#parts.clear()
    this.#chunks = []
  }

  /** To be added to what the present context reports for this part. */
  heardBeforeMs(itemId: string, contentIndex: number): number {
    return this.#parts.get(`${itemId}/${contentIndex}`)?.heardBeforeMs ?? 0
  }

  /** `heardMs` of the part now sounding were heard, and with it everything queued before: chunks that are over are let go. */
  heard(itemId: string, contentIndex: number, heardMs: number, bytesPerMs: number): void {
    const part = this.#parts.get(`${itemId}/${contentIndex}`)
    if (!part) return
    const heardBytes = heardMs * bytesPerMs
    let at = part.heardBytes
    let over = 0
    for (const [index, chunk] of this.#chunks.entries()) {
      if (chunk.part !== part) continue
      if (at >= heardBytes) break
      at += chunk.bytes.length
      over = at <= heardBytes ? index + 1 : index
    }
    if (over === 0) return
    for (const chunk of this.#chunks.splice(0, over)) chunk.part.heardBytes += chunk.bytes.length
  }

  /** From here on a new context reports, which begins where the last position was. */
  restart(position: { itemId: string; contentIndex: number; heardMs: number } | null, bytesPerMs: number): void {
    if (position) {
      const { itemId, contentIndex, heardMs } = position
      this.heard(itemId, contentIndex, heardMs, bytesPerMs)
      const [first] = this.#chunks
      const part = this.#parts.get(`${itemId}/${contentIndex}`)
      if (first && first.part === part) {
        const skip = Math.max(0, heardMs * bytesPerMs - part.heardBytes)
        first.bytes = first.bytes.subarray(skip)
        part.heardBytes += skip
      }
    }
    for (const part of this.#parts.values()) part.heardBeforeMs = part.heardBytes / bytesPerMs
  }

  /** Everything, to be given to a new context. */
  *replay(): Generator<Replay> {
    const last = new Map<Part, Chunk>()
    for (const chunk of this.#chunks) last.set(chunk.part, chunk)
    for (const part of this.#parts.values()) {
      if (last.has(part)) continue
      const { itemId, contentIndex, ended } = part
      // All of it is over but for the word that it is.
      yield { type: 'audio', itemId, contentIndex, bytes: new Uint8Array() }
      if (ended) yield { type: 'end', itemId, contentIndex }
    }
    for (const chunk of this.#chunks) {
      const { itemId, contentIndex, ended } = chunk.part
      yield { type: 'audio', itemId, contentIndex, bytes: chunk.bytes }
      if (ended && last.get(chunk.part) === chunk) yield { type: 'end', itemId, contentIndex }
    }
  }

  get parts(): Iterable<Readonly<Part>> {
    return this.#parts.values()
  }
}
