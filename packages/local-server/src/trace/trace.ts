/** One line of a trace (JSON Lines): what one side sent, and when, in milliseconds from the beginning. */
export interface TraceLine {
  atMs: number
  from: 'client' | 'server'
  event: Record<string, unknown>
  /** Bytes of audio that were taken out; replay puts silence in their place. */
  audioBytes?: number
}

const audioEvents = new Set(['input_audio_buffer.append', 'response.output_audio.delta'])

/** What a client gives a service, so that it can call a tool server in the user's name. */
const passedOn = new Set(['authorization', 'headers'])

/** An event as it is written: keys never, audio only if it is wanted. */
export function traceLine(
  atMs: number,
  from: TraceLine['from'],
  event: Record<string, unknown>,
  keepAudio: boolean,
): TraceLine {
  let audioBytes = 0
  function strip(this: unknown, key: string, value: unknown): unknown {
    if (passedOn.has(key) && (this as { type?: unknown }).type === 'mcp' && value !== null) {
      if (typeof value !== 'object') return 'redacted'
      return Object.fromEntries(Object.keys(value).map((name) => [name, 'redacted']))
    }
    if (typeof value !== 'string') return value
    const isAudio = key === 'audio' || (key === 'delta' && audioEvents.has(String(event['type'])))
    if (!isAudio || keepAudio) {
      return value
        .replace(/\b(sk|ek|rk)[-_][\w-]{4,}/g, '$1-redacted')
        .replace(/\b([Bb]earer|[Bb]asic) (?![a-z]+\b)[\w.~+/=-]+/g, '$1 redacted')
    }
    audioBytes += Math.floor((value.length * 3) / 4)
    return ''
  }
  const clean = JSON.parse(JSON.stringify(event, strip)) as Record<string, unknown>
  return { atMs: Math.round(atMs), from, event: clean, ...(audioBytes > 0 ? { audioBytes } : {}) }
}

export function parseTrace(text: string): TraceLine[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      try {
        const parsed = JSON.parse(line) as TraceLine
        if (typeof parsed.atMs !== 'number' || typeof parsed.event?.['type'] !== 'string') throw new Error('fields')
        return parsed
      } catch (error) {
        throw new Error(`Line ${index + 1} of the trace is not an event with its time.`, { cause: error })
      }
    })
}
