import {
  AudioError,
  ConfigError,
  ConnectionError,
  DeviceError,
  isRealtimeError,
  ProtocolError,
  RealtimeError,
  type ErrorCode,
  type Severity,
} from '../errors.ts'
import type { Ending } from '../transport/closeError.ts'

/** An error on its way between threads, which keep neither classes nor fields of errors. */
export interface PlainError {
  name: string
  code: ErrorCode
  message: string
  retryable: boolean
  severity: Severity
  fields: Readonly<Record<string, string | number>>
  /** The other side's end, which the page puts into words. */
  ending?: Ending
}

/** An end without words: those, and the keys that must not be in them, are the page's. */
export class UnexplainedEnd extends ConnectionError {
  readonly ending: Ending
  constructor(ending: Ending) {
    super('closed_by_server', '')
    this.ending = ending
  }
}

const kept = ['status', 'closeCode', 'serverCode', 'param', 'eventId', 'path'] as const

export function toPlain(error: unknown): PlainError {
  const known = isRealtimeError(error)
    ? error
    : new ConnectionError('handshake_failed', error instanceof Error ? error.message : String(error))
  const fields: Record<string, string | number> = {}
  for (const field of kept) {
    const value = (known as unknown as Record<string, unknown>)[field]
    if (typeof value === 'string' || typeof value === 'number') fields[field] = value
  }
  const { name, code, message, retryable, severity } = known
  const plain = { name, code, message, retryable, severity, fields }
  return known instanceof UnexplainedEnd ? { ...plain, ending: known.ending } : plain
}

/** `explain` is asked for the words of an end. */
export function fromPlain(plain: PlainError, explain: (ending: Ending) => ConnectionError): RealtimeError {
  if (plain.ending) return explain(plain.ending)
  const { code, message, retryable, severity, fields } = plain
  const options = { retryable, severity, ...fields }
  switch (plain.name) {
    case 'ConnectionError':
      return new ConnectionError(code, message, options)
    case 'ProtocolError':
      return new ProtocolError(code, message, options)
    case 'ConfigError':
      return new ConfigError(code, message, options)
    case 'DeviceError':
      return new DeviceError(code, message, options)
    case 'AudioError':
      return new AudioError(code, message, options)
    default:
      return new RealtimeError(code, message, options)
  }
}
