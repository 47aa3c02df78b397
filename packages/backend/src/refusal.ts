/** Why a request was refused: the `code` in `{ error: { code, message } }`. */
export type RefusalCode =
  | 'method_not_allowed'
  | 'origin_not_allowed'
  | 'content_type_not_supported'
  | 'body_too_large'
  | 'body_invalid'
  | 'not_signed_in'
  | 'not_allowed'
  | 'rate_limited'
  | 'quota_exceeded'
  | 'too_many_calls'
  | 'limits_unavailable'
  | 'upstream_busy'
  | 'upstream_refused'
  | 'upstream_unavailable'
  | 'upstream_timeout'
  | 'internal_error'

/**
 * Every answer other than success, with its HTTP status and what the browser is told.
 * The words are constants: nothing of the upstream's answer, of the key or of an exception can get into them.
 */
const REFUSALS: Record<RefusalCode, readonly [status: number, message: string]> = {
  method_not_allowed: [405, "Use POST: fetch(url, { method: 'POST' })."],
  origin_not_allowed: [403, 'This page may not call this route. Add its origin to `allowedOrigins` if it should.'],
  content_type_not_supported: [415, 'The content type of the body is not one this route reads.'],
  body_too_large: [413, 'The body is larger than this route reads.'],
  body_invalid: [400, 'The body is not what this route reads.'],
  not_signed_in: [401, 'Sign in first.'],
  not_allowed: [403, 'You may not do this.'],
  rate_limited: [429, 'Too many requests. Wait as long as Retry-After says.'],
  quota_exceeded: [429, 'The quota for this user is used up. Retry-After says when it is renewed.'],
  too_many_calls: [429, 'This user has as many calls open as allowed. Close one first.'],
  limits_unavailable: [503, 'The rate limits cannot be read at the moment. Try again shortly.'],
  upstream_busy: [503, 'The realtime service takes no more requests at the moment. Try again shortly.'],
  upstream_refused: [502, 'The realtime service refused the request. The server log says why.'],
  upstream_unavailable: [502, 'The realtime service cannot be reached or does not answer properly.'],
  upstream_timeout: [504, 'The realtime service did not answer in time.'],
  internal_error: [500, 'Something went wrong on the server. The server log says what.'],
}

/** Thrown anywhere on the way to an answer; the route turns it into a response and one log entry. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly status: number
  readonly retryAfterSeconds: number | undefined
  /** For the server log only: which field, which upstream status. Never part of the response. */
  readonly detail: Readonly<Record<string, string | number>>

  constructor(
    code: RefusalCode,
    options: { message?: string; retryAfterMs?: number; detail?: Record<string, string | number> } = {},
  ) {
    const [status, message] = REFUSALS[code]
    super(options.message ?? message)
    this.name = 'Refusal'
    this.code = code
    this.status = status
    this.retryAfterSeconds =
      options.retryAfterMs === undefined ? undefined : Math.max(1, Math.ceil(options.retryAfterMs / 1000))
    this.detail = options.detail ?? {}
  }

  toResponse(): Response {
    const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' }
    if (this.retryAfterSeconds !== undefined) headers['retry-after'] = String(this.retryAfterSeconds)
    if (this.code === 'method_not_allowed') headers['allow'] = 'POST'
    const body = JSON.stringify({ error: { code: this.code, message: this.message } })
    return new Response(body, { status: this.status, headers })
  }
}
