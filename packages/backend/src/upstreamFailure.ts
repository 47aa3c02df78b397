import { safeWord } from './redact.ts'
import { Refusal } from './refusal.ts'

/** Waited before the second attempt when the service names no time. */
export const BACKOFF_MS = 250

/** Why an attempt at the service brought no answer that can be used, and whether another may. */
export interface Failure {
  refusal: Refusal
  /** `unsent`: the service did nothing, any request may be repeated. `safe`: it may have, only harmless ones may. */
  retry: 'never' | 'safe' | 'unsent'
  waitMs: number
}

export function failureOf(response: Response, text: string, now: number): Failure {
  const detail = errorDetail(response, text)
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), now)
  if (response.status === 429 || response.status === 503) {
    // An exhausted account does not recover by waiting a moment.
    const spent = detail['upstreamCode'] === 'insufficient_quota'
    const refusal = new Refusal('upstream_busy', { retryAfterMs: Math.min(retryAfterMs ?? 1_000, 3_600_000), detail })
    return { refusal, retry: spent ? 'never' : 'unsent', waitMs: Math.max(retryAfterMs ?? 0, BACKOFF_MS) }
  }
  if (response.status >= 500) {
    return { refusal: new Refusal('upstream_unavailable', { detail }), retry: 'safe', waitMs: BACKOFF_MS }
  }
  return { refusal: new Refusal('upstream_refused', { detail }), retry: 'never', waitMs: 0 }
}

/** Status, codes and ids only: the prose of an error may quote the key. */
function errorDetail(response: Response, text: string): Record<string, string | number> {
  const detail: Record<string, string | number> = { upstreamStatus: response.status }
  const requestId = safeWord(response.headers.get('x-request-id'))
  if (requestId !== undefined) detail['upstreamRequestId'] = requestId
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; type?: unknown; param?: unknown } }
    const words = { upstreamCode: error?.code, upstreamType: error?.type, upstreamParam: error?.param }
    for (const [name, value] of Object.entries(words)) {
      const word = safeWord(value)
      if (word !== undefined) detail[name] = word
    }
  } catch {
    // A proxy's HTML page: the status says enough.
  }
  return detail
}

/** Seconds or an HTTP date, as milliseconds from now. */
function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  const seconds = Number(value)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined
}
