import { isRealtimeError } from '../errors.ts'
import type { Stamped } from './sessionEvent.ts'
import type { SessionOptions } from './sessionState.ts'

/** Everything that happened in a session, as JSON: no audio, no secrets. Small enough to attach to a bug report. */
export interface Trace {
  version: 1
  events: readonly unknown[]
  /** Events left out at the start, when there were more than `maxTraceEvents`. */
  dropped: number
}

/** The first entry of a trace. */
export interface TraceStart {
  type: 'trace.started'
  options: SessionOptions
  agentKey: string
  agentName: string
}

export interface TraceRecorder {
  add(stamped: Stamped): void
  read(): Trace
}

export function createTraceRecorder(
  options: SessionOptions,
  agentKey: string,
  agentName: string,
  limit: number,
): TraceRecorder {
  const start: TraceStart = { type: 'trace.started', options, agentKey, agentName }
  let events: Stamped[] = []
  let first = 0
  let dropped = 0
  return {
    add(stamped) {
      events.push(withoutSound(stamped))
      if (events.length - first <= limit) return
      first++
      dropped++
      // The front is cut off now and then, so that adding stays cheap.
      if (first > limit) {
        events = events.slice(first)
        first = 0
      }
    },
    read() {
      const kept = events.slice(first)
      return {
        version: 1,
        events: [start, ...kept].map((event) => JSON.parse(JSON.stringify(event, redact)) as unknown),
        dropped,
      }
    },
  }
}

/** Sound is never read from a trace, and half an hour of it is a hundred megabytes. */
function withoutSound(stamped: Stamped): Stamped {
  const { at, event } = stamped
  return event.type === 'audio.received' && event.bytes !== null ? { at, event: { ...event, bytes: null } } : stamped
}

const secretKeys: ReadonlySet<string> = new Set([
  'authorization',
  'headers',
  'apiKey',
  'clientSecret',
  'api_key',
  'client_secret',
])

function redact(this: unknown, key: string, value: unknown): unknown {
  if (secretKeys.has(key) && value !== undefined) return '[redacted]'
  if (value instanceof Uint8Array) return null
  if (key === 'audio' && typeof value === 'string' && carriesAudio(this)) return `[${value.length} base64 characters]`
  if (isRealtimeError(value)) {
    const { name, message, code, severity, retryable } = value
    // The brand would make the copy an error again.
    const { '~parley.error': _brand, ...fields } = Object.fromEntries(Object.entries(value))
    return { '~error': { ...fields, name, message, code, severity, retryable } }
  }
  return value
}

function carriesAudio(parent: unknown): boolean {
  const { type } = parent as { type?: unknown }
  return type === 'input_audio_buffer.append' || (typeof type === 'string' && type.endsWith('audio'))
}
