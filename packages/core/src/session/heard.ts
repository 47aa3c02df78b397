import type { Mark, Timeline } from './itemTable.ts'
import type { OutputAudio } from './snapshot.ts'

/**
 * What was heard of a text, estimated: the wire has no word timings. A piece of text comes just before its audio, so it is
 * taken to begin where the audio received by then ends; in between we interpolate, and cut down to a word boundary.
 */

/** Only for connections on which audio is a track: nobody counts its samples, so text is taken to be spoken at a usual pace. */
const charsPerMs = 15 / 1000
/** Faster than this nobody speaks: bounds the estimate while text runs ahead of its audio. */
const mostCharsPerMs = 28 / 1000

export const emptyTimeline: Timeline = { marks: null, receivedMs: 0, heardMs: 0, complete: false, settled: false }

/** How many characters of the text belong to the first `ms` of its audio. */
function charsAt(timeline: Timeline, ms: number, totalChars: number): number {
  if (ms <= 0) return 0
  const { marks, receivedMs, complete } = timeline
  if (receivedMs <= 0) return Math.min(totalChars, Math.floor(ms * charsPerMs))
  if (complete && ms >= receivedMs) return totalChars
  let after: Pick<Mark, 'chars' | 'audioMs'> = { chars: totalChars, audioMs: Math.max(receivedMs, ms + 1) }
  let before = marks
  while (before !== null && before.audioMs > ms) {
    after = before
    before = before.before
  }
  const from = before ?? { chars: 0, audioMs: 0 }
  const share = after.audioMs > from.audioMs ? (ms - from.audioMs) / (after.audioMs - from.audioMs) : 1
  const interpolated = from.chars + (after.chars - from.chars) * share
  // Text that came ahead of its audio would look heard too early: once all audio is here, an even pace is the better guess.
  const ceiling = complete ? totalChars * (ms / receivedMs) : ms * mostCharsPerMs
  return Math.min(totalChars, Math.floor(Math.min(interpolated, ceiling)))
}

const wide = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/

/**
 * The word boundary at or before `chars`. A word takes the space after it along, so that the cut moves once a word; one at
 * the end of a text that still grows may be half a word. Scripts without spaces may be cut between any two signs.
 */
function cutAtWord(text: string, chars: number, grows: boolean): number {
  let at = Math.min(chars, text.length)
  while (at > 0 && at < text.length && /\s/.test(text[at]!)) at++
  if (at === text.length && !grows) return at
  while (at > 0 && !/\s/.test(text[at - 1]!) && !wide.test(text[at - 1]!) && !wide.test(text[at] ?? '')) at--
  return at
}

/** The part with `heard` and `unheard` for this timeline; the same object where nothing moved over a word. */
export function splitHeard(part: OutputAudio, timeline: Timeline): OutputAudio {
  const { transcript } = part
  // A settled item without a cut was heard whole. Of a track nobody counts what was received.
  const { settled, complete, heardMs, receivedMs } = timeline
  const whole = settled && complete && receivedMs > 0 && heardMs >= Math.floor(receivedMs)
  const cut = whole
    ? transcript.length
    : cutAtWord(transcript, charsAt(timeline, heardMs, transcript.length), !complete)
  const durationMs = Math.floor(timeline.receivedMs)
  const moved = part.heard.length !== cut || part.unheard.length !== transcript.length - cut
  if (!moved && part.durationMs === durationMs && !(timeline.settled && part.heardMs !== timeline.heardMs)) return part
  return {
    ...part,
    heard: transcript.slice(0, cut),
    unheard: transcript.slice(cut),
    heardMs: timeline.heardMs,
    durationMs,
  }
}
