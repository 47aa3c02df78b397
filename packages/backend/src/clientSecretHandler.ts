import { z } from 'zod'

import { createGuardedRoute, type Caller, type GuardOptions, type Handler } from './guardedRoute.ts'
import { checkOptions, fn } from './options.ts'
import { applyOverrides, overridesSchema, overridesShape, type ClientOverrides } from './overrides.ts'
import { Refusal } from './refusal.ts'
import { readJson } from './requestBody.ts'
import { routeOptions } from './routeOptions.ts'
import { safetyHeader, type SafetyIdentifier } from './safetyIdentifier.ts'
import { createSessionSource, type SessionSource } from './sessionSource.ts'
import { telemetry } from './telemetry.ts'
import { createUpstream, type UpstreamOptions } from './upstream.ts'

export interface ClientSecretHandlerOptions<C = unknown> extends UpstreamOptions, GuardOptions<C>, SafetyIdentifier<C> {
  /** How long the secret may start sessions: 10 to 7200 s after it was made. Default 60. A running session is not cut. */
  expiresAfter?: { seconds: number }
  /** Told of every secret before it is handed out, without its value. When it throws, the secret is not handed out. */
  onIssue?: (issued: IssuedSecret<C>) => void | Promise<void>
  /** What the page may ask for in the body of its request. Default nothing. */
  allowClientOverrides?: ClientOverrides
}

export interface IssuedSecret<C = unknown> {
  caller: Caller<C> | undefined
  /** Unix seconds. */
  expiresAt: number
  /** What the session was configured to be. */
  model: string | undefined
  request: Request
}

const optionsSchema = routeOptions({
  expiresAfter: z.strictObject({ seconds: z.int().min(10).max(7200) }).optional(),
  onIssue: fn().optional(),
  allowClientOverrides: overridesShape.optional(),
})

const MAX_BODY_BYTES = 32_768

/**
 * The route that gives a page its client secret: `POST`, no body or the allowed overrides as JSON, answered with
 * `{ value, expires_at }` (unix seconds) and nothing else. Instructions and tools are set here, on the server; what the
 * holder of a secret can still change is said in the guide on the backend.
 *
 * Refusals are `{ error: { code, message } }` with 400, 401, 403, 405, 413, 415, 429, 500, 502, 503 or 504; 429 and 503 carry `Retry-After`.
 * @throws ConfigError `invalid_option` for options that cannot work.
 */
export function createClientSecretHandler<C = unknown>(
  options: ClientSecretHandlerOptions<C> & SessionSource<C>,
): Handler {
  checkOptions('createClientSecretHandler', optionsSchema, options)
  const upstream = createUpstream(options)
  const sessionFor = createSessionSource(options)
  const bodySchema = overridesSchema(options.allowClientOverrides ?? {})
  const expiresAfter = { anchor: 'created_at', seconds: options.expiresAfter?.seconds ?? 60 }

  return createGuardedRoute<C>('client_secret', options, async (request, { caller, limitKey, rateLimit, log }) => {
    const overrides = await readJson(request, bodySchema, MAX_BODY_BYTES)
    const session = applyOverrides(await sessionFor(caller), overrides)
    const takeBack = await rateLimit?.countIssued(limitKey)
    try {
      const answer = await upstream.post({
        path: '/realtime/client_secrets',
        body: {
          contentType: 'application/json',
          content: JSON.stringify({ expires_after: expiresAfter, session }),
        },
        headers: await safetyHeader(options, caller, request),
        retry: 'safe',
        signal: request.signal,
        log,
      })
      const { value, expires_at } = parseSecret(answer.text)
      await options.onIssue?.({ caller, expiresAt: expires_at, model: session.model, request })
      telemetry.issued('client_secret')
      log({ level: 'info', event: 'client_secret.issued', userId: caller?.userId, expiresAt: expires_at })
      return Response.json({ value, expires_at })
    } catch (error) {
      await takeBack?.()
      throw error
    }
  })
}

function parseSecret(text: string): { value: string; expires_at: number } {
  try {
    const { value, expires_at } = JSON.parse(text) as { value?: unknown; expires_at?: unknown }
    if (typeof value === 'string' && value !== '' && typeof expires_at === 'number') return { value, expires_at }
  } catch {
    // No JSON, or null: the same as the wrong JSON.
  }
  throw new Refusal('upstream_unavailable', { detail: { reason: 'The answer is not a client secret.' } })
}
