/** Which side of the conversation a sound is. */
export type Side = 'mic' | 'agent'

/** Where sounds can be listened to while they are recorded, without touching them. */
export class RecordingHub {
  #sources = new Map<AudioNode, Side>()
  #sinks: Record<Side, AudioNode> | null = null

  /** A sound that may be recorded. Returns how to take it back. */
  add(side: Side, source: AudioNode): () => void {
    this.#sources.set(source, side)
    this.#join(side, source)
    return () => {
      this.#sources.delete(source)
      if (this.#sinks && this.#sinks[side].context === source.context) disconnect(source, this.#sinks[side])
    }
  }

  /** From now on every sound of a side goes to its sink as well. */
  connect(sinks: Record<Side, AudioNode>): void {
    this.disconnect()
    this.#sinks = sinks
    for (const [source, side] of this.#sources) this.#join(side, source)
  }

  disconnect(): void {
    const sinks = this.#sinks
    this.#sinks = null
    if (!sinks) return
    for (const [source, side] of this.#sources) {
      if (sinks[side].context === source.context) disconnect(source, sinks[side])
    }
  }

  #join(side: Side, source: AudioNode): void {
    // A source of a context that is gone is taken back by its owner.
    if (this.#sinks && this.#sinks[side].context === source.context) source.connect(this.#sinks[side])
  }
}

function disconnect(source: AudioNode, sink: AudioNode): void {
  try {
    source.disconnect(sink)
  } catch {
    // It was taken apart by its owner already.
  }
}
