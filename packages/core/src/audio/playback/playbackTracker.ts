import { createEmitter } from '../../emitter.ts'

/** For apps that play the audio themselves: they say how much of each part was played, and interruptions cut there. */
export interface PlaybackTracker {
  /** The part has been played up to `ms` milliseconds. */
  onPlayMs(itemId: string, contentIndex: number, ms: number): void
  /** Another `bytes` bytes of the part, in the session's output format, have been played. */
  onPlayBytes(itemId: string, contentIndex: number, bytes: number): void
}

/** A tracker as the session sees it. */
export interface TrackedPlayback extends PlaybackTracker {
  subscribe(listener: (itemId: string, contentIndex: number, ms: number | null, bytes: number) => void): () => void
}

/** Give it to `modelConfig.playbackTracker`, and tell it what your player played. */
export function createPlaybackTracker(): PlaybackTracker {
  const reports = createEmitter<[string, number, number | null, number]>()
  const tracker: TrackedPlayback = {
    onPlayMs: (itemId, contentIndex, ms) => reports.emit([itemId, contentIndex, ms, 0]),
    onPlayBytes: (itemId, contentIndex, bytes) => reports.emit([itemId, contentIndex, null, bytes]),
    subscribe: (listener) => reports.subscribe((report) => listener(...report)),
  }
  return tracker
}
