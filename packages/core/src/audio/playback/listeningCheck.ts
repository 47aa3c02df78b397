import { pcm16ToBytes } from '../../codec/pcm16.ts'
import { createPlaybackRig } from './playbackRig.setup.ts'

/** What a listener would have noticed. */
export interface Listened {
  /** Largest change of loudness between two samples, of full loudness: a click, where it is above 1 / 72 (3 ms). */
  largestStep: number
  /** Largest difference to the speech itself, the change of loudness at gaps taken off. */
  largestError: number
  /** Samples that were given and not played, or played twice. */
  lost: number
  /** How often nothing could be played before the end. */
  gaps: number
}

/** Values that tell where in the speech they are, and are never silence. */
const markOf = (at: number): number => 8192 + (at % 16_384)

/**
 * Plays speech, given in deltas of so many samples each after so long a wait, and listens: beside it a signal whose samples
 * say their own position goes through a second player, so that every sample that comes out is known.
 */
export function listenThrough(speech: Int16Array, deltas: readonly { frames: number; waitMs: number }[]): Listened {
  const [voice, marks] = [createPlaybackRig(), createPlaybackRig()]
  let given = 0
  for (const { frames, waitMs } of deltas) {
    const until = Math.min(given + frames, speech.length)
    const chunk = { itemId: 'item', contentIndex: 0 }
    voice.feed.play({ ...chunk, bytes: pcm16ToBytes(speech.slice(given, until)) })
    marks.feed.play({
      ...chunk,
      bytes: pcm16ToBytes(Int16Array.from({ length: until - given }, (_, i) => markOf(given + i))),
    })
    given = until
    for (const rig of [voice, marks]) rig.run(waitMs)
  }
  for (const rig of [voice, marks]) {
    rig.feed.end('item', 0)
    rig.run(given / 24 + 1000)
  }
  return { ...compare(speech.subarray(0, given), voice.rendered, marks.rendered), gaps: voice.of('underrun').length }
}

function compare(speech: Int16Array, heard: readonly number[], marks: readonly number[]): Omit<Listened, 'gaps'> {
  let at = 0
  let gainBefore = 0
  let largestStep = 0
  let largestError = 0
  for (const [i, mark] of marks.entries()) {
    if (mark === 0) {
      // Where it ran dry the last sample has no loudness left.
      if (gainBefore > 0) at++
      largestStep = Math.max(largestStep, gainBefore)
      largestError = Math.max(largestError, Math.abs(heard[i]!))
      gainBefore = 0
      continue
    }
    const gain = (mark * 32_768) / markOf(at)
    largestStep = Math.max(largestStep, Math.abs(gain - gainBefore))
    largestError = Math.max(largestError, Math.abs(heard[i]! - (speech[at]! / 32_768) * gain))
    gainBefore = gain
    at++
  }
  return { largestStep, largestError, lost: Math.abs(speech.length - at) }
}
