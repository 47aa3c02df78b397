import { codecOf } from '../audio/audioCodec.ts'
import type { ProtocolError } from '../errors.ts'
import { parseServerEvent, type SessionConfig, type WireAudioFormat, type WireError } from '../protocol/index.ts'
import { AudioDeltas } from './audioDeltas.ts'
import { keyLike } from './redact.ts'
import type { TransportSignal } from './transport.ts'

/** Turns the frames of one connection into signals, and remembers what its end may have to be explained with. */
export class EventReader {
  #audio = new AudioDeltas()
  /** Whether `session.created` came. */
  accepted = false
  /** The `error` event that came last, while nothing else has come after it. */
  lastError: WireError | undefined

  constructor(config: SessionConfig) {
    this.#setFormat(config.audio?.output?.format)
  }

  read(frame: unknown): TransportSignal[] {
    const parsed = parseServerEvent(asText(frame))
    if (parsed.kind === 'malformed') return [{ type: 'malformed', error: parsed.error }]
    this.lastError = undefined
    if (parsed.kind === 'unknown') return [{ type: 'event', event: parsed.event }]
    const { event } = parsed
    switch (event.type) {
      case 'session.created':
      case 'session.updated':
        this.accepted = true
        this.#setFormat((event.session as SessionConfig).audio?.output?.format)
        break
      case 'error': {
        const { message } = event.error
        // Some servers say which key they refuse. Nobody has to know it from an event, a trace or the page's state.
        if (typeof message === 'string') event.error.message = message.replace(keyLike, '***')
        this.lastError = event.error
        break
      }
      case 'response.output_audio.done':
        this.#audio.end(event.item_id, event.content_index ?? 0)
        break
      case 'response.output_audio.delta': {
        const { item_id: itemId, response_id: responseId } = event
        const contentIndex = event.content_index ?? 0
        try {
          const bytes = this.#audio.decode(event)
          return [
            { type: 'event', event: { ...event, content_index: contentIndex, delta: '' } },
            { type: 'audio', bytes, itemId, contentIndex, responseId },
          ]
        } catch (error) {
          return [{ type: 'malformed', error: error as ProtocolError }]
        }
      }
    }
    return [{ type: 'event', event }]
  }

  #setFormat(format: WireAudioFormat | undefined): void {
    if (format) this.#audio.bytesPerSample = (codecOf(format) ?? 'pcm') === 'pcm' ? 2 : 1
  }
}

/** Some proxies turn text frames into binary ones. */
function asText(frame: unknown): unknown {
  if (typeof frame === 'string') return frame
  if (frame instanceof ArrayBuffer || ArrayBuffer.isView(frame)) return new TextDecoder().decode(frame)
  return frame
}
