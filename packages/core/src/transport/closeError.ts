import { ConnectionError } from '../errors.ts'
import type { WireError } from '../protocol/index.ts'
import type { Redact } from './redact.ts'

/** What is known when a connection ends without our asking. */
export interface Ending {
  /** A WebSocket close code, 1006 when there was no closing handshake; null where there are no codes. */
  code: number | null
  reason: string
  /** Whether the socket was open before. */
  opened: boolean
  /** Whether the server had accepted the session: its `session.created` came. */
  accepted: boolean
  /** The `error` event that was the last thing said, if one was. */
  serverError?: WireError | undefined
  /** From the handshake, where the platform shows it (browsers and Node's own socket do not). */
  status?: number | undefined
}

/** Codes of an `error` event after which the same attempt fails again. */
const fatalCodes = new Set([
  'invalid_api_key',
  'insufficient_quota',
  'billing_hard_limit_reached',
  'account_deactivated',
  'invalid_model',
  'missing_model',
  'invalid_intent',
  'beta_api_shape_disabled',
])
const lastingStatuses = new Set([400, 401, 402, 403, 404, 405, 410, 422])
const passingCloses = new Set([1001, 1005, 1006, 1011, 1012, 1013, 1014])

/** The error for a connection that the server, or the network, ended. */
export function closeError(ending: Ending, redact: Redact): ConnectionError {
  const { code, serverError, status } = ending
  const told: unknown = serverError?.message
  const said = redact(typeof told === 'string' ? told : ending.reason).slice(0, 500)
  if (isExpiry(ending)) {
    return new ConnectionError(
      'session_expired',
      `The session reached its longest duration and was ended by the server${said === '' ? '.' : ` (${said})`} A new session can be started at once.`,
      { retryable: true, severity: 'fatal', ...(code === null ? {} : { closeCode: code }) },
    )
  }
  const retryable = isRetryable(ending)
  const common = {
    retryable,
    severity: 'fatal' as const,
    ...(code === null ? {} : { closeCode: code }),
    ...(status === undefined ? {} : { status }),
  }
  if (!ending.opened) return new ConnectionError('handshake_failed', refusal(status, said), common)
  const what = ending.accepted ? 'The server closed the connection' : 'The server refused the session'
  const cause = said === '' ? '' : `: ${said}`
  const advice = retryable ? 'It may work again later.' : 'Trying again unchanged will not help.'
  return new ConnectionError(
    ending.accepted ? 'closed_by_server' : 'handshake_failed',
    `${what}${code === null ? '' : ` (close code ${code})`}${/[.!?]$/.test(cause) || cause === '' ? cause : `${cause}.`} ${advice}`,
    common,
  )
}

/** The error for an HTTP answer that is not the one hoped for, with the provider's own message. */
export function httpError(status: number, body: string, redact: Redact): ConnectionError {
  const parsed = errorOf(body)
  const said = redact(parsed?.message ?? '').slice(0, 500)
  const lasting = lastingStatuses.has(status) || fatalCodes.has(parsed?.code ?? '')
  return new ConnectionError('handshake_failed', refusal(status, said), {
    retryable: !lasting,
    severity: 'fatal',
    status,
  })
}

function errorOf(body: string): { message?: string; code?: string } | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: unknown; code?: unknown } }
    const text = (value: unknown) => (typeof value === 'string' ? value : '')
    return { message: text(error?.message), code: text(error?.code) }
  } catch {
    return undefined
  }
}

function isExpiry({ code, reason, serverError }: Ending): boolean {
  return serverError?.code === 'session_expired' || (code === 1001 && /maximum duration/i.test(reason))
}

function isRetryable({ code, serverError, opened, status }: Ending): boolean {
  if (fatalCodes.has(serverError?.code ?? '')) return false
  if (!opened) return status === undefined || !lastingStatuses.has(status)
  return code === null || passingCloses.has(code)
}

function refusal(status: number | undefined, said: string): string {
  const cause = said === '' ? '' : ` ${/[.!?]$/.test(said) ? said : `${said}.`}`
  if (status === undefined) {
    return `The connection could not be made.${cause} Check the network, the address, and that the key is valid: the platform does not say which of them it was.`
  }
  if (status === 401 || status === 403) return `The server refused the credentials (HTTP ${status}).${cause}`
  if (status === 404) return `There is no realtime service at this address (HTTP 404).${cause} Check \`url\`.`
  if (status === 429) return `The server allows no more connections just now (HTTP 429).${cause} Try again later.`
  return `The server refused the connection (HTTP ${status}).${cause}`
}
