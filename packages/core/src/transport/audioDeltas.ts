import { decodeBase64 } from '../codec/base64.ts'
import { ProtocolError } from '../errors.ts'
import type { ServerEventMap } from '../protocol/index.ts'

type AudioDelta = ServerEventMap['response.output_audio.delta']

/**
 * Decodes the audio of `response.output_audio.delta` events to whole samples: where a sample has two bytes, an odd last
 * byte of a delta is carried to the next one of the same part, so that no cut turns speech into noise.
 */
export class AudioDeltas {
  #carried = new Map<string, number>()
  /** 2 for PCM, 1 for G.711. */
  bytesPerSample: 1 | 2 = 2

  /** Throws a `ProtocolError` for text that is not base64; the delta is lost then, its neighbours are not. */
  decode(delta: AudioDelta): Uint8Array {
    let bytes: Uint8Array
    try {
      bytes = decodeBase64(delta.delta)
    } catch {
      throw new ProtocolError(
        'malformed_event',
        `The server sent audio for item \`${delta.item_id}\` that is not base64 (${delta.delta.length} characters); it was left out.`,
        { severity: 'warning' },
      )
    }
    return this.bytesPerSample === 1 ? bytes : this.#wholeSamples(`${delta.item_id}/${delta.content_index ?? 0}`, bytes)
  }

  /** The part is complete: a byte that waits for its other half never gets it. */
  end(itemId: string, contentIndex: number): void {
    this.#carried.delete(`${itemId}/${contentIndex}`)
  }

  #wholeSamples(part: string, bytes: Uint8Array): Uint8Array {
    const carried = this.#carried.get(part)
    if (carried === undefined && bytes.length % 2 === 0) return bytes
    const joined = carried === undefined ? bytes : prepend(carried, bytes)
    if (joined.length % 2 === 0) {
      this.#carried.delete(part)
      return joined
    }
    this.#carried.set(part, joined[joined.length - 1]!)
    return joined.subarray(0, joined.length - 1)
  }
}

function prepend(byte: number, bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + 1)
  out[0] = byte
  out.set(bytes, 1)
  return out
}
