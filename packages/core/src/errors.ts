/** Every code an error of Parley can carry. `docs/errors.md` says for each what it means and what to do. */
export type ErrorCode =
  | 'invalid_option'
  | 'duplicate_tool_name'
  | 'missing_provider'
  | 'not_connected'
  | 'session_closed'
  | 'api_key_in_browser'
  | 'voice_locked'
  | 'microphone_denied'
  | 'microphone_blocked_by_policy'
  | 'device_not_found'
  | 'device_busy'
  | 'device_overconstrained'
  | 'insecure_context'
  | 'device_unsupported'
  | 'device_lost'
  | 'playback_blocked'
  | 'aborted'
  | 'client_secret_failed'
  | 'handshake_failed'
  | 'handshake_timed_out'
  | 'closed_by_server'
  | 'session_expired'
  | 'reconnect_gave_up'
  | 'malformed_event'
  | 'server_error'
  | 'model_behavior'
  | 'tool_not_found'
  | 'tool_arguments_invalid'
  | 'tool_threw'
  | 'tool_timed_out'
  | 'worklet_load_failed'
  | 'context_suspended'

/** `warning`: the session goes on as before. `error`: something the user asked for did not happen. `fatal`: the connection is gone. */
export type Severity = 'warning' | 'error' | 'fatal'

export interface RealtimeErrorOptions {
  cause?: unknown
  /** Whether the same attempt may succeed later. Default false. */
  retryable?: boolean
  /** Default `error`. */
  severity?: Severity
}

/** The base of every error Parley throws, rejects with, or reports in an `error` event. The class says who must act, the code what happened. */
export class RealtimeError extends Error {
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly severity: Severity
  /** Recognises errors of another copy of the package. */
  readonly '~parley.error': true = true

  constructor(code: ErrorCode, message: string, options: RealtimeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'RealtimeError'
    this.code = code
    this.retryable = options.retryable ?? false
    this.severity = options.severity ?? 'error'
  }
}

// The optional fields below are there in any case, undefined where nothing was said: hence their `!`.

/** The developer must act: an option or a call is wrong. Thrown at once; `path` names the option. */
export class ConfigError extends RealtimeError {
  readonly path?: string
  constructor(code: ErrorCode, message: string, options: RealtimeErrorOptions & { path?: string } = {}) {
    super(code, message, options)
    this.name = 'ConfigError'
    this.path = options.path!
  }
}

/** What is wrong with an option, and where. */
export const invalidOption = (path: string, message: string): ConfigError =>
  new ConfigError('invalid_option', message, { path })

/** The end user must act: a microphone or a speaker is missing, busy or not allowed. */
export class DeviceError extends RealtimeError {
  override name: string = 'DeviceError'
}

/** The connection could not be made or was lost. `status` is an HTTP status, `closeCode` a WebSocket close code. */
export class ConnectionError extends RealtimeError {
  readonly status?: number
  readonly closeCode?: number
  constructor(
    code: ErrorCode,
    message: string,
    options: RealtimeErrorOptions & { status?: number; closeCode?: number } = {},
  ) {
    super(code, message, options)
    this.name = 'ConnectionError'
    this.status = options.status!
    this.closeCode = options.closeCode!
  }
}

/** The server said something wrong, or said that we did. `serverCode`, `param` and `eventId` are the server's own. */
export class ProtocolError extends RealtimeError {
  readonly serverCode?: string
  readonly param?: string
  readonly eventId?: string
  constructor(
    code: ErrorCode,
    message: string,
    options: RealtimeErrorOptions & { serverCode?: string; param?: string; eventId?: string } = {},
  ) {
    super(code, message, options)
    this.name = 'ProtocolError'
    this.serverCode = options.serverCode!
    this.param = options.param!
    this.eventId = options.eventId!
  }
}

/** A tool failed. Its author must act; the model has been told as well. */
export class ToolError extends RealtimeError {
  readonly toolName: string
  readonly callId: string
  constructor(code: ErrorCode, message: string, options: RealtimeErrorOptions & { toolName: string; callId: string }) {
    super(code, message, options)
    this.name = 'ToolError'
    this.toolName = options.toolName
    this.callId = options.callId
  }
}

/** Sound cannot be made or taken: a worklet did not load, an AudioContext is suspended. */
export class AudioError extends RealtimeError {
  override name: string = 'AudioError'
}

/** True for errors of Parley, also of another copy of the package in the same program. */
export function isRealtimeError(value: unknown): value is RealtimeError {
  return (
    typeof value === 'object' && value !== null && (value as { '~parley.error'?: unknown })['~parley.error'] === true
  )
}
