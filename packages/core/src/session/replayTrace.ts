import {
  AudioError,
  ConfigError,
  ConnectionError,
  DeviceError,
  ProtocolError,
  RealtimeError,
  ToolError,
  invalidOption,
} from '../errors.ts'
import { transition } from './fold.ts'
import { initialState } from './initialState.ts'
import type { Stamped } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'
import type { SessionSnapshot } from './snapshot.ts'
import type { Trace, TraceStart } from './trace.ts'

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
  const [start, ...rest] = events as [TraceStart, ...Stamped[]]
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
  const bad = (what: string): ConfigError => invalidOption('trace', `replayTrace: ${what}.`)
  if (trace?.version !== 1 || !Array.isArray(trace.events)) throw bad('this is not a trace of version 1')
  const events = JSON.parse(JSON.stringify(trace.events), revive) as unknown[]
  const [start, ...rest] = events
  if ((start as TraceStart | undefined)?.type !== 'trace.started') throw bad('the trace does not begin with its start')
  const isStamped = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Stamped).at === 'number' &&
    typeof (value as Stamped).event?.type === 'string'
  if (!rest.every(isStamped)) throw bad('an entry is not an event with its time')
  return events
}
