import type { PlayoutEvent } from '../session/sessionEvent.ts'
import type { Playout } from '../session/sessionPorts.ts'
import { voiceSampleRate } from '../voice/voice.ts'

export interface MediaPlayout extends Playout {
  /** The next 20 ms, or null when nothing is to be heard. Called in real time. */
  nextFrame(): Int16Array | null
}

interface QueuedItem {
  itemId: string
  parts: Int16Array[]
  queued: number
  played: number
}

interface QueuedResponse {
  id: string
  items: QueuedItem[]
  started: boolean
  ended: boolean
}

export const frameSamples: number = voiceSampleRate / 50

/** The queue between a session, which produces faster than real time, and a media track, which takes 20 ms every 20 ms. */
export function createMediaPlayout(report: (event: PlayoutEvent) => void): MediaPlayout {
  let queue: QueuedResponse[] = []

  const find = (id: string) => queue.find((response) => response.id === id)
  const settle = () => {
    while (queue[0]?.ended && queue[0].items.every((item) => item.queued === 0)) {
      const { id, started } = queue.shift()!
      if (started) report({ type: 'playout.drained', responseId: id })
    }
  }

  return {
    play(responseId, itemId, samples) {
      let response = find(responseId)
      if (!response) queue.push((response = { id: responseId, items: [], started: false, ended: false }))
      let item = response.items.at(-1)
      if (item?.itemId !== itemId) response.items.push((item = { itemId, parts: [], queued: 0, played: 0 }))
      item.parts.push(samples)
      item.queued += samples.length
    },
    end(responseId) {
      const response = find(responseId)
      if (response) response.ended = true
      settle()
    },
    flush() {
      const flushed = queue
      queue = []
      for (const { id, items } of flushed) {
        // The item that sounded last is the one that was cut; what follows it was never heard.
        const item = items.findLast(({ played, queued }) => played > 0 && queued > 0) ?? items.at(-1)
        if (item)
          report({
            type: 'playout.flushed',
            responseId: id,
            itemId: item.itemId,
            playedMs: (item.played * 1000) / voiceSampleRate,
          })
      }
    },
    nextFrame() {
      const response = queue.find(({ items }) => items.some((item) => item.queued > 0))
      const item = response?.items.find(({ queued }) => queued > 0)
      if (!response || !item) return null
      const frame = new Int16Array(frameSamples)
      let filled = 0
      while (filled < frameSamples && item.parts[0]) {
        const part = item.parts[0]
        const taken = Math.min(part.length, frameSamples - filled)
        frame.set(part.subarray(0, taken), filled)
        filled += taken
        if (taken === part.length) item.parts.shift()
        else item.parts[0] = part.subarray(taken)
      }
      item.queued -= filled
      item.played += filled
      if (!response.started) {
        response.started = true
        report({ type: 'playout.started', responseId: response.id })
      }
      settle()
      return frame
    },
  }
}
