/** The audio of one session, beside its state: the input buffer by position, and what items hold. */
export interface AudioLedger {
  /** Adds samples at the end of the input; a new rate begins a new buffer. Gives their length in milliseconds. */
  append(samples: Int16Array, sampleRate: number): number
  /** Moves the part between two positions into an item and forgets everything before its end. */
  commit(itemId: string, fromMs: number, toMs: number): void
  dropBefore(ms: number): void
  /** A copy of the input between two positions. */
  read(fromMs: number, toMs: number): HeldAudio
  addToItem(itemId: string, samples: Int16Array, sampleRate: number): void
  cutItem(itemId: string, endMs: number): void
  dropItem(itemId: string): void
  /** Null when the item has none, or has lost it because newer items needed the room. */
  readItem(itemId: string): HeldAudio | null
}

export interface HeldAudio {
  samples: Int16Array
  sampleRate: number
}

interface Entry {
  parts: Int16Array[]
  sampleRate: number
}

/** How much audio of items one session keeps; older items lose theirs, so that a long conversation does not grow for ever. */
const mostKeptMs = 120_000

export function createAudioLedger(mostItemMs: number = mostKeptMs): AudioLedger {
  let input: Entry = { parts: [], sampleRate: 24000 }
  let startMs = 0
  let receivedMs = 0
  /** Oldest first. */
  const items = new Map<string, Entry>()
  let keptMs = 0

  const positionOf = (ms: number) => Math.round(((ms - startMs) * input.sampleRate) / 1000)
  const read = (fromMs: number, toMs: number): HeldAudio => ({
    samples: slice(input.parts, Math.max(0, positionOf(fromMs)), Math.max(0, positionOf(toMs))),
    sampleRate: input.sampleRate,
  })
  const dropBefore = (ms: number) => {
    let left = positionOf(ms)
    while (input.parts[0] && left > 0) {
      const dropped = Math.min(left, input.parts[0].length)
      left -= dropped
      startMs += (dropped * 1000) / input.sampleRate
      if (dropped === input.parts[0].length) input.parts.shift()
      else input.parts[0] = input.parts[0].slice(dropped)
    }
  }
  const addToItem = (itemId: string, samples: Int16Array, sampleRate: number) => {
    const entry = items.get(itemId)
    if (entry) entry.parts.push(samples)
    else items.set(itemId, { parts: [samples], sampleRate })
    keptMs += (samples.length * 1000) / (entry?.sampleRate ?? sampleRate)
    for (const oldest of items.keys()) {
      if (keptMs <= mostItemMs || oldest === itemId) break
      dropItem(oldest)
    }
  }
  const dropItem = (itemId: string) => {
    const entry = items.get(itemId)
    if (entry) keptMs -= lengthMs(entry)
    items.delete(itemId)
  }

  return {
    append(samples, sampleRate) {
      if (sampleRate !== input.sampleRate) {
        input = { parts: [], sampleRate }
        startMs = receivedMs
      }
      if (samples.length > 0) input.parts.push(samples)
      const durationMs = (samples.length * 1000) / sampleRate
      receivedMs += durationMs
      return durationMs
    },
    commit(itemId, fromMs, toMs) {
      const { samples, sampleRate } = read(fromMs, toMs)
      addToItem(itemId, samples, sampleRate)
      dropBefore(toMs)
    },
    dropBefore,
    read,
    addToItem,
    cutItem(itemId, endMs) {
      const entry = items.get(itemId)
      if (!entry) return
      keptMs -= lengthMs(entry)
      entry.parts = [slice(entry.parts, 0, Math.round((endMs * entry.sampleRate) / 1000))]
      keptMs += lengthMs(entry)
    },
    dropItem,
    readItem(itemId) {
      const entry = items.get(itemId)
      return entry ? { samples: slice(entry.parts, 0, Infinity), sampleRate: entry.sampleRate } : null
    },
  }
}

const lengthMs = ({ parts, sampleRate }: Entry): number =>
  (parts.reduce((sum, part) => sum + part.length, 0) * 1000) / sampleRate

function slice(parts: readonly Int16Array[], from: number, to: number): Int16Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const end = Math.min(to, length)
  const out = new Int16Array(Math.max(0, end - from))
  let at = 0
  for (const part of parts) {
    const first = Math.max(0, from - at)
    const last = Math.min(part.length, end - at)
    if (first < last) out.set(part.subarray(first, last), at + first - from)
    at += part.length
  }
  return out
}
