import type { SessionEvent } from './sessionEvent.ts'

/** Collects the agent's audio by part, for sessions that keep it in their history. Off, it keeps nothing. */
export interface AudioStore {
  add(itemId: string, contentIndex: number, bytes: Uint8Array): void
  finish(itemId: string, contentIndex: number): void
}

export function createAudioStore(enabled: boolean, dispatch: (event: SessionEvent) => void): AudioStore {
  const parts = new Map<string, Uint8Array[]>()
  const key = (itemId: string, contentIndex: number): string => `${contentIndex}:${itemId}`
  return {
    add(itemId, contentIndex, bytes) {
      if (!enabled) return
      const chunks = parts.get(key(itemId, contentIndex))
      if (chunks) chunks.push(bytes)
      else parts.set(key(itemId, contentIndex), [bytes])
    },
    finish(itemId, contentIndex) {
      const chunks = parts.get(key(itemId, contentIndex))
      if (!chunks) return
      parts.delete(key(itemId, contentIndex))
      const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0))
      let at = 0
      for (const chunk of chunks) {
        bytes.set(chunk, at)
        at += chunk.byteLength
      }
      dispatch({ type: 'audio.stored', itemId, contentIndex, bytes })
    },
  }
}
