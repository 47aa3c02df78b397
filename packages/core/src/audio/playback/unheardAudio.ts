interface UnheardPart {
  itemId: string
  contentIndex: number
  chunks: Uint8Array[]
  /** Milliseconds of this part that were heard through a context that is gone. */
  heardBeforeMs: number
  ended: boolean
}

/** What was given to the processor and is not known to have been heard: enough to go on in a new context. */
export class UnheardAudio {
  #parts = new Map<string, UnheardPart>()

  add(itemId: string, contentIndex: number, bytes: Uint8Array): void {
    const key = `${itemId}/${contentIndex}`
    let part = this.#parts.get(key)
    if (!part) this.#parts.set(key, (part = { itemId, contentIndex, chunks: [], heardBeforeMs: 0, ended: false }))
    part.chunks.push(bytes)
  }

  end(itemId: string, contentIndex: number): void {
    const part = this.#parts.get(`${itemId}/${contentIndex}`)
    if (part) part.ended = true
  }

  remove(itemId: string, contentIndex: number): void {
    this.#parts.delete(`${itemId}/${contentIndex}`)
  }

  clear(): void {
    this.#parts.clear()
  }

  /** To be added to what the present context reports for this part. */
  heardBeforeMs(itemId: string, contentIndex: number): number {
    return this.#parts.get(`${itemId}/${contentIndex}`)?.heardBeforeMs ?? 0
  }

  /** `heardMs` of the part now sounding were heard: its audio is cut there, for a context that begins anew. */
  cut(itemId: string, contentIndex: number, heardMs: number, bytesPerMs: number): void {
    const part = this.#parts.get(`${itemId}/${contentIndex}`)
    if (!part) return
    let skip = Math.floor((heardMs - part.heardBeforeMs) * bytesPerMs)
    if (bytesPerMs > 8) skip -= skip % 2
    part.heardBeforeMs = heardMs
    while (part.chunks.length > 0 && skip >= part.chunks[0]!.length) skip -= part.chunks.shift()!.length
    if (part.chunks.length > 0 && skip > 0) part.chunks[0] = part.chunks[0]!.subarray(skip)
  }

  get parts(): Iterable<Readonly<UnheardPart>> {
    return this.#parts.values()
  }
}
