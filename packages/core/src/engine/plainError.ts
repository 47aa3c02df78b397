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

/** An error on its way between threads, which keep neither classes nor fields of errors. */
export interface PlainError {
  name: string
  code: ErrorCode
  message: string
  retryable: boolean
  severity: Severity
  fields: Readonly<Record<string, string | number>>
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
  return { name, code, message, retryable, severity, fields }
}

export function fromPlain(plain: PlainError): RealtimeError {
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
