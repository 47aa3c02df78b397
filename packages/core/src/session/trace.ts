import {
  ConfigError,
  ConnectionError,
  DeviceError,
  ProtocolError,
  RealtimeError,
  ToolError,
  AudioError,
  isRealtimeError,
} from '../errors.ts'
import type { SessionSnapshot } from './snapshot.ts'
import type { Stamped } from './sessionEvent.ts'
import { initialState, type SessionOptions, type SessionState } from './sessionState.ts'
import { transition } from './transition.ts'

/** Everything that happened in a session, as JSON: no audio, no secrets. Small enough to attach to a bug report. */
export interface Trace {
  version: 1
  events: readonly unknown[]
  /** Events left out at the start, when there were more than `maxTraceEvents`. */
  dropped: number
}

interface Start {
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
  const start: Start = { type: 'trace.started', options, agentKey, agentName }
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

const errorClasses = { ConfigError, ConnectionError, DeviceError, ProtocolError, ToolError, AudioError, RealtimeError }

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('~error' in value)) return value
  const { name, code, message, ...rest } = value['~error'] as { name: string; code: never; message: string }
  const Class = Object.hasOwn(errorClasses, name) ? errorClasses[name as keyof typeof errorClasses] : RealtimeError
  return new Class(code, message, rest as never)
}

/**
 * Folds a trace back into the state it came from: pure, no connection, no devices.
 * @throws ConfigError `invalid_option` when it is not a trace of this version.
 */
export function replayTrace(trace: Trace): SessionSnapshot {
  const events = readTrace(trace)
  const [start, ...rest] = events as [Start, ...Stamped[]]
  let state: SessionState = initialState(start.options, start.agentKey, start.agentName)
  for (const stamped of rest) {
    try {
      state = transition(state, stamped)[0]
    } catch {
      // The session could not fold it either, and went on without it.
    }
  }
  return state
}

function readTrace(trace: Trace): unknown[] {
  const bad = (what: string): ConfigError =>
    new ConfigError('invalid_option', `replayTrace: ${what}.`, { path: 'trace' })
  if (trace?.version !== 1 || !Array.isArray(trace.events)) throw bad('this is not a trace of version 1')
  const events = JSON.parse(JSON.stringify(trace.events), revive) as unknown[]
  const [start, ...rest] = events
  if ((start as Start | undefined)?.type !== 'trace.started') throw bad('the trace does not begin with its start')
  const isStamped = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Stamped).at === 'number' &&
    typeof (value as Stamped).event?.type === 'string'
  if (!rest.every(isStamped)) throw bad('an entry is not an event with its time')
  return events
}
