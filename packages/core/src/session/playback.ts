import { bytesPerMs } from '../audio/audioCodec.ts'
import type { PlaybackPosition } from '../audio/audioPorts.ts'
import { getEntry } from './itemTable.ts'
import type { SessionState } from './sessionState.ts'
import { defineSlice, type Slice } from './slice.ts'

/** Audio of one content part that came and is not yet heard to its end. */
export interface SoundPart {
  readonly itemId: string
  readonly contentIndex: number
  readonly responseId: string
  readonly receivedMs: number
  readonly heardMs: number
  /** No more audio comes for it. */
  readonly ended: boolean
  /** It came while the player was being flushed: it belongs to what is played afterwards. */
  readonly afterCut: boolean
}
export interface PlaybackState {
  /** In playing order. */
  readonly parts: readonly SoundPart[]
  readonly sounding: { readonly itemId: string; readonly contentIndex: number } | null
  /** The response whose sound the server plays over a track. */
  readonly track: { readonly responseId: string; readonly itemId: string; readonly since: number } | null
}

/** How often the place in a track is estimated; frames are counted instead. */
const trackTickMs = 200

/** Slice: what is sounding, and what waits to sound. The player's clock decides, never the arrival of events. */
export const playback: Slice<'playback'> = defineSlice(['playback'], {
  'audio.received': (state, event, step) => {
    if (state.cut.dropping.includes(event.responseId)) return
    const { itemId, contentIndex, responseId, bytes } = event
    if (bytes) {
      step.do({ type: 'playback.play', itemId, contentIndex, responseId, bytes })
      const format = formats[state.settings.outputFormat]
      step.emit({ type: 'audio', audio: { data: bytes, format, itemId, contentIndex, responseId } })
    }
    const ms = event.byteLength / bytesPerMs(state.settings.outputFormat)
    const { parts } = state.playback
    const last = parts.at(-1)
    const next =
      last?.itemId === itemId && last.contentIndex === contentIndex && last.afterCut === state.cut.pending
        ? [...parts.slice(0, -1), { ...last, receivedMs: last.receivedMs + ms, ended: false }]
        : [
            ...parts,
            { itemId, contentIndex, responseId, receivedMs: ms, heardMs: 0, ended: false, afterCut: state.cut.pending },
          ]
    return { playback: { ...state.playback, parts: next } }
  },
  'response.output_audio.done': (state, event, step) => {
    const { item_id: itemId } = event
    const contentIndex = event.content_index ?? 0
    step.emit({ type: 'audio_end', itemId, contentIndex })
    if (state.cut.dropping.includes(event.response_id)) return
    step.do({ type: 'playback.end', itemId, contentIndex })
    const parts = state.playback.parts.map((part) =>
      part.itemId === itemId && part.contentIndex === contentIndex ? { ...part, ended: true } : part,
    )
    return { playback: { ...state.playback, parts } }
  },

  // However the response ended: what came of it is all there is.
  'response.done': (state, event, step) => {
    const { id } = event.response
    const open = state.playback.parts.filter((part) => part.responseId === id && !part.ended)
    if (open.length === 0) return
    for (const { itemId, contentIndex } of open) step.do({ type: 'playback.end', itemId, contentIndex })
    const parts = state.playback.parts.map((part) => (part.responseId === id ? { ...part, ended: true } : part))
    return { playback: { ...state.playback, parts } }
  },

  'playback.started': (state, event, step) => {
    const { itemId, contentIndex } = event
    step.emit({ type: 'audio_started', itemId })
    return { playback: { ...state.playback, sounding: { itemId, contentIndex } } }
  },
  'playback.positioned': (state, event) => {
    const parts = state.playback.parts.map((part) => (isPart(part, event) ? { ...part, heardMs: event.heardMs } : part))
    return { playback: { ...state.playback, parts } }
  },
  'playback.drained': (state, event, step) => {
    step.emit({ type: 'audio_drained', itemId: event.itemId, heardMs: event.heardMs })
    const { sounding } = state.playback
    const parts = state.playback.parts.filter((part) => !isPart(part, event))
    return { playback: { ...state.playback, parts, sounding: sounding && isPart(sounding, event) ? null : sounding } }
  },
  'playback.flushed': (state) => {
    const parts = state.playback.parts.filter((part) => part.afterCut).map((part) => ({ ...part, afterCut: false }))
    return { playback: { ...state.playback, parts, sounding: null } }
  },

  'output_audio_buffer.started': (state, event, step) => {
    const itemId = lastAudioItem(state, event.response_id)
    step.emit({ type: 'audio_started', itemId })
    step.do({ type: 'timer.start', id: 'track', ms: trackTickMs })
    return { playback: { ...state.playback, track: { responseId: event.response_id, itemId, since: step.at } } }
  },
  'output_audio_buffer.stopped': (state, event, step) => {
    const { track } = state.playback
    if (track?.responseId !== event.response_id) return
    step.do({ type: 'timer.cancel', id: 'track' })
    const itemId = lastAudioItem(state, event.response_id) || track.itemId
    step.emit({ type: 'audio_drained', itemId, heardMs: step.at - track.since })
    return { playback: { ...state.playback, track: null } }
  },
  'output_audio_buffer.cleared': (state, event, step) => {
    const { track } = state.playback
    if (track?.responseId !== event.response_id) return
    step.do({ type: 'timer.cancel', id: 'track' })
    const itemId = lastAudioItem(state, event.response_id) || track.itemId
    step.emit({ type: 'audio_interrupted', itemId, contentIndex: 0, heardMs: step.at - track.since })
    return { playback: { ...state.playback, track: null } }
  },
  'timer.fired': (state, event, step) => {
    const { track } = state.playback
    if (event.id !== 'track' || !track) return
    step.do({ type: 'timer.start', id: 'track', ms: trackTickMs })
    const itemId = track.itemId || lastAudioItem(state, track.responseId)
    if (itemId) step.raise({ type: 'playback.positioned', itemId, contentIndex: 0, heardMs: step.at - track.since })
    return { playback: { ...state.playback, track: { ...track, itemId } } }
  },

  'connection.ended': (state, event, step) => {
    step.do({ type: 'timer.cancel', id: 'track' })
    // Nobody is told where the sound was cut: the conversation it belongs to is gone.
    const { parts } = state.playback
    if (parts[0]) {
      step.do({ type: 'playback.flush' })
      // A player that is closed with the conversation does not live to say how far it came.
      if (!event.willRetry) step.raise({ type: 'playback.flushed', items: parts })
    }
    return { playback: { ...state.playback, track: null } }
  },
})

const formats = { pcm: 'pcm16', pcmu: 'g711_ulaw', pcma: 'g711_alaw' } as const

const isPart = (a: { itemId: string; contentIndex: number }, b: { itemId: string; contentIndex: number }): boolean =>
  a.itemId === b.itemId && a.contentIndex === b.contentIndex

/** All parts a flush threw out, with how far each was heard; what the player never saw was not heard. Floored, never beyond what came. */
export function flushedParts(state: SessionState, heard: readonly PlaybackPosition[]): SoundPart[] {
  return state.playback.parts
    .filter((part) => !part.afterCut)
    .map((part) => {
      const position = heard.find((other) => isPart(part, other))
      const heardMs = Math.max(0, Math.min(Math.floor(position?.heardMs ?? 0), Math.floor(part.receivedMs)))
      return { ...part, heardMs }
    })
}

function lastAudioItem(state: SessionState, responseId: string): string {
  const { ids } = state.items.table
  for (let i = ids.length - 1; i >= Math.max(0, ids.length - 16); i--) {
    const item = getEntry(state.items.table, ids[i]!)?.item
    if (item?.type === 'message' && item.role === 'assistant' && item.responseId === responseId) return item.id
  }
  return ''
}
