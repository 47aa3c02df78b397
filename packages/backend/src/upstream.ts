import { ConfigError, systemClock, type Clock } from '@parley/core'
import { SpanKind, SpanStatusCode, type Span } from '@opentelemetry/api'
import { z } from 'zod'

import type { Log } from './log.ts'
import { fn } from './options.ts'
import { readLimited } from './readLimited.ts'
import { describeError } from './redact.ts'
import { Refusal } from './refusal.ts'
import { telemetry } from './telemetry.ts'
import { BACKOFF_MS, failureOf, type Failure } from './upstreamFailure.ts'

/** Where the realtime service is and how this server signs in to it. */
export interface UpstreamOptions {
  /**
   * The standard key. A function is asked for every request: for rotating keys and Entra tokens, and where the key is not
   * there yet when the module loads, as in `next build`.
   */
  apiKey: string | (() => string | undefined | Promise<string | undefined>)
  /** Default `https://api.openai.com/v1`. Azure: `https://<resource>.openai.azure.com/openai/v1`. */
  baseUrl?: string
  /** How the key is sent. Default: `api-key` for Azure addresses, `bearer` otherwise. Entra tokens on Azure need `bearer`. */
  auth?: 'bearer' | 'api-key'
  /** Added to every request upstream, such as `OpenAI-Project`. */
  headers?: Readonly<Record<string, string>>
  /** For one attempt, answer included. Default 10 000. */
  timeoutMs?: number
  /** Default the global one. */
  fetch?: typeof globalThis.fetch
  clock?: Clock
}

export const upstreamShape: z.ZodRawShape = {
  apiKey: z.union([z.string().trim().min(1, 'must not be empty'), fn()], 'must be a string or a function'),
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) address such as https://api.openai.com/v1' })
    .optional(),
  auth: z.enum(['bearer', 'api-key'], 'must be "bearer" or "api-key"').optional(),
  headers: z.record(z.string(), z.string()).optional(),
  timeoutMs: z.number().positive().max(120_000).optional(),
  fetch: fn().optional(),
  clock: z.object({ now: fn(), setTimeout: fn() }).optional(),
}

export interface UpstreamRequest {
  path: string
  /** What metrics call the path when it holds an id. Default `path`. */
  template?: string
  body?: { contentType: string; content: string }
  headers?: Record<string, string>
  /** `safe`: a repeated request does no harm. `unsent`: only repeated when the service said it did nothing. */
  retry: 'safe' | 'unsent'
  signal: AbortSignal
  log: Log
}
interface UpstreamAnswer {
  status: number
  headers: Headers
  text: string
}
export interface Upstream {
  readonly baseUrl: string
  /** The headers that sign a request in. Never log them. */
  signIn(): Promise<Record<string, string>>
  /** Answers of 2xx only. @throws Refusal for anything else, without a word of the upstream's. */
  post(request: UpstreamRequest): Promise<UpstreamAnswer>
}

/** A longer Retry-After is handed to the browser instead of being waited for. */
const MAX_WAIT_MS = 2_000
const MAX_ANSWER_BYTES = 1_048_576

export function createUpstream(options: UpstreamOptions): Upstream {
  const clock = options.clock ?? systemClock
  const baseUrl = (options.baseUrl ?? 'https://api.openai.com/v1').replace(/\/+$/, '')
  const auth = options.auth ?? (new URL(baseUrl).hostname.endsWith('.azure.com') ? 'api-key' : 'bearer')
  const timeoutMs = options.timeoutMs ?? 10_000

  async function signIn(): Promise<Record<string, string>> {
    const apiKey = ((typeof options.apiKey === 'string' ? options.apiKey : await options.apiKey()) ?? '').trim()
    // A key that cannot be a header would be quoted by the exception of fetch.
    if (!/^[\x21-\x7e]+$/.test(apiKey)) {
      throw new ConfigError('invalid_option', '`apiKey` is empty or holds characters that no key has.', {
        path: 'apiKey',
      })
    }
    return {
      ...options.headers,
      ...(auth === 'api-key' ? { 'api-key': apiKey } : { authorization: `Bearer ${apiKey}` }),
    }
  }

  /** One attempt: an answer, or a refusal and whether another attempt may help. */
  function attempt(request: UpstreamRequest): Promise<UpstreamAnswer | Failure> {
    const template = request.template ?? request.path
    const work = async (span: Span): Promise<UpstreamAnswer | Failure> => {
      const outcome = await attemptOnce(request, template)
      const failed = 'refusal' in outcome
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
      span.setAttribute(
        failed ? 'error.type' : 'http.response.status_code',
        failed ? outcome.refusal.code : outcome.status,
      )
      return outcome
    }
    return telemetry.span(`POST ${template}`, work, SpanKind.CLIENT)
  }

  async function attemptOnce(request: UpstreamRequest, template: string): Promise<UpstreamAnswer | Failure> {
    // One controller for both reasons: AbortSignal.any costs more than the rest of this function.
    const stop = new AbortController()
    let timedOut = false
    const cancel = clock.setTimeout(() => {
      timedOut = true
      stop.abort()
    }, timeoutMs)
    const leave = (): void => stop.abort()
    request.signal.addEventListener('abort', leave, { once: true })
    if (request.signal.aborted) leave()
    const startedAt = clock.now()
    try {
      const response = await (options.fetch ?? globalThis.fetch)(`${baseUrl}${request.path}`, {
        method: 'POST',
        headers: {
          ...(request.body && { 'content-type': request.body.contentType }),
          ...request.headers,
          ...(await signIn()),
        },
        ...(request.body && { body: request.body.content }),
        // The key goes to no other address.
        redirect: 'error',
        signal: stop.signal,
      })
      const text = await readAnswer(response)
      if (text === undefined) throw new RangeError('The answer is larger than any answer of this service.')
      telemetry.upstreamAnswered(template, response.status, clock.now() - startedAt)
      if (response.ok) return { status: response.status, headers: response.headers, text }
      return failureOf(response, text, clock.now())
    } catch (error) {
      if (error instanceof ConfigError) {
        return {
          refusal: new Refusal('internal_error', { detail: { reason: error.message } }),
          retry: 'never',
          waitMs: 0,
        }
      }
      telemetry.upstreamAnswered(template, 0, clock.now() - startedAt)
      const code = timedOut ? 'upstream_timeout' : 'upstream_unavailable'
      const refusal = new Refusal(code, { detail: { reason: describeError(error) } })
      return { refusal, retry: request.signal.aborted ? 'never' : 'safe', waitMs: BACKOFF_MS }
    } finally {
      cancel()
      request.signal.removeEventListener('abort', leave)
    }
  }

  return {
    baseUrl,
    signIn,
    async post(request) {
      const first = await attempt(request)
      if (!('refusal' in first)) return first
      const mayRetry = first.retry === 'unsent' || first.retry === request.retry
      if (!mayRetry || first.waitMs > MAX_WAIT_MS) throw first.refusal
      const waitMs = first.waitMs * (1 + Math.random() / 2)
      request.log({
        level: 'warn',
        event: 'upstream.retried',
        code: first.refusal.code,
        waitMs: Math.round(waitMs),
        ...first.refusal.detail,
      })
      await pause(clock, waitMs, request.signal)
      const second = await attempt(request)
      if ('refusal' in second) throw second.refusal
      return second
    },
  }
}

/** A stated length is held to by fetch itself, which reads a whole body much faster than its pieces. A packed body may still unfold to anything. */
function readAnswer(response: Response): Promise<string | undefined> {
  const length = response.headers.get('content-length')
  if (length !== null && !response.headers.has('content-encoding') && Number(length) <= MAX_ANSWER_BYTES)
    return response.text()
  return readLimited(response.body, MAX_ANSWER_BYTES)
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (cancel(), resolve()), { once: true })
  })
}
