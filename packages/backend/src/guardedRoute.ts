import { ConfigError } from '@parley/core'
import { z } from 'zod'

import { addressKey, getClientAddress } from './clientAddress.ts'
import { consoleLog, type Log } from './log.ts'
import { fn } from './options.ts'
import { checkOrigin, parseAllowedOrigins } from './origin.ts'
import { createMemoryRateLimit, ruleShape, type RateLimit, type RateLimitRules } from './rateLimit.ts'
import { explainError } from './redact.ts'
import { Refusal } from './refusal.ts'
import { telemetry } from './telemetry.ts'

/** Who asks. */
export interface Caller<C = unknown> {
  /** Stable id of the signed-in user; limits and quotas count by it. */
  userId: string
  /** Handed to the agent: what its `instructions` and `isEnabled` functions read as `run.context`. */
  context?: C
}

type Authorized<C> = Caller<C> | null | undefined | false

/** A Fetch-standard handler: a Next.js route, a Hono handler (`c.req.raw`), a Worker, `Deno.serve`, `Bun.serve`. Never rejects. */
export type Handler = (request: Request) => Promise<Response>

/** What every route of this package shares: who may call it, from where, how often. */
export interface GuardOptions<C = unknown> {
  /**
   * Who is asking: the caller, `null` or `undefined` for not signed in (401), `false` for signed in but not allowed (403).
   * Left out, everybody may call and limits count by address; production servers log one warning about it.
   */
  authorize?: (request: Request) => Authorized<C> | Promise<Authorized<C>>
  /** Rules for limits in memory, or limits of your own such as `createRedisRateLimit(client)`. `false`: none. */
  rateLimit?: RateLimitRules | RateLimit | false
  /** Origins of other sites whose pages may call, as `https://app.example.com`. The route's own origin always may. */
  allowedOrigins?: readonly string[]
  /**
   * The client's address. Default: what `setClientAddress` or `toNodeHandler` recorded. Behind proxies: `forwardedAddress`.
   * Where it is not known, `perAddress` counts everybody together, or nobody when `authorize` names the users.
   */
  clientAddress?: (request: Request) => string | undefined
  /** Default: warnings and errors as JSON lines on the console. */
  log?: Log
}

export const guardShape: z.ZodRawShape = {
  authorize: fn().optional(),
  rateLimit: z
    .union([z.literal(false), z.strictObject(ruleShape()), z.custom<RateLimit>((value) => isRateLimit(value))], {
      error: 'must be rules, a rate limit such as createRedisRateLimit(client), or false',
    })
    .optional(),
  allowedOrigins: z.array(z.string()).optional(),
  clientAddress: fn().optional(),
  log: fn().optional(),
}

/** What a route needs to answer a request that was let in. */
interface Admitted<C> {
  /** Undefined when there is no `authorize`. */
  caller: Caller<C> | undefined
  /** What limits count by: the user, or the address where there is none. */
  limitKey: string
  rateLimit: RateLimit | undefined
  /** Carries the request's id. */
  log: Log
}

/** Lets a request in or refuses it, and turns whatever happens into one response and one log entry. */
export function createGuardedRoute<C>(
  route: string,
  options: GuardOptions<C>,
  answer: (request: Request, admitted: Admitted<C>) => Promise<Response>,
): Handler {
  const log = options.log ?? consoleLog
  const allowedOrigins = parseAllowedOrigins(options.allowedOrigins ?? [])
  const rateLimit = resolveRateLimit(options.rateLimit)
  const production = globalThis.process?.env['NODE_ENV'] === 'production'
  if (!options.authorize && production) {
    log({
      level: 'warn',
      event: `${route}.open_to_everybody`,
      hint: 'Pass `authorize` so that only your users get in.',
    })
  }

  let warned = false
  function addressOf(request: Request, requestLog: Log): string {
    const address = (options.clientAddress ?? getClientAddress)(request)
    if (address === undefined && rateLimit && production && !warned) {
      warned = true
      requestLog({
        level: 'warn',
        event: `${route}.address_unknown`,
        hint: 'Pass `clientAddress`, or limits cannot tell clients apart.',
      })
    }
    return addressKey(address)
  }

  async function admit(request: Request, requestLog: Log): Promise<Admitted<C>> {
    if (request.method !== 'POST') throw new Refusal('method_not_allowed')
    const address = addressOf(request, requestLog)
    // All of unknown address would share one limit: right for strangers, wrong for users who are counted by name.
    if (address !== 'unknown' || !options.authorize) await rateLimit?.admitAddress(address)
    const caller = options.authorize ? knownCaller(await options.authorize(request)) : undefined
    const limitKey = caller === undefined ? `address:${address}` : `user:${caller.userId}`
    if (caller !== undefined) await rateLimit?.admitUser(limitKey)
    return { caller, limitKey, rateLimit, log: requestLog }
  }

  return async (request) => {
    const requestId = crypto.randomUUID()
    const requestLog: Log = (entry) => safely(log, { ...entry, requestId })
    let corsOrigin: string | undefined
    let response: Response
    try {
      corsOrigin = checkOrigin(request, allowedOrigins)
      response =
        request.method === 'OPTIONS'
          ? preflight(corsOrigin)
          : await telemetry.span(`parley.${route}`, async () => answer(request, await admit(request, requestLog)))
    } catch (error) {
      const refusal =
        error instanceof Refusal ? error : new Refusal('internal_error', { detail: { reason: explainError(error) } })
      telemetry.refused(route, refusal.code)
      const level = refusal.status >= 500 ? 'error' : 'info'
      requestLog({ level, event: `${route}.refused`, code: refusal.code, status: refusal.status, ...refusal.detail })
      response = refusal.toResponse()
    }
    response.headers.set('cache-control', 'no-store')
    response.headers.set('x-content-type-options', 'nosniff')
    response.headers.set('x-request-id', requestId)
    response.headers.append('vary', 'Origin')
    if (corsOrigin !== undefined) {
      response.headers.set('access-control-allow-origin', corsOrigin)
      response.headers.set('access-control-allow-credentials', 'true')
      response.headers.set('access-control-expose-headers', 'Location, Retry-After, X-Request-Id')
    }
    return response
  }
}

/** Whatever is not plainly a caller is refused: an `authorize` that forgets to answer must not let everybody in. */
function knownCaller<C>(answer: Authorized<C>): Caller<C> {
  if (answer === null || answer === undefined) throw new Refusal('not_signed_in')
  if (answer === false) throw new Refusal('not_allowed')
  if (typeof answer.userId === 'string' && answer.userId !== '') return answer
  throw new ConfigError(
    'invalid_option',
    '`authorize` must give `{ userId }` with a non-empty string, null or false.',
    {
      path: 'authorize',
    },
  )
}

function preflight(corsOrigin: string | undefined): Response {
  if (corsOrigin === undefined) throw new Refusal('method_not_allowed')
  const headers = {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'Authorization, Content-Type',
    'access-control-max-age': '600',
  }
  return new Response(null, { status: 204, headers })
}

function resolveRateLimit(option: RateLimitRules | RateLimit | false | undefined): RateLimit | undefined {
  if (option === false) return undefined
  return isRateLimit(option) ? option : createMemoryRateLimit(option)
}

function isRateLimit(value: unknown): value is RateLimit {
  return typeof (value as Partial<RateLimit> | undefined)?.admitAddress === 'function'
}

/** A log that throws must not turn an answer into a crash. */
function safely(log: Log, entry: Parameters<Log>[0]): void {
  try {
    log(entry)
  } catch {
    // Nobody is left to tell.
  }
}
