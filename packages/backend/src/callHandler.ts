import type { RealtimeAgent } from '@parley/core'
import { z } from 'zod'

import { callIdOf, hangUpCall, multipartCall } from './callControl.ts'
import { createGuardedRoute, type Caller, type GuardOptions, type Handler } from './guardedRoute.ts'
import type { Log } from './log.ts'
import { checkOptions, fn } from './options.ts'
import type { CallLease, RateLimitRules } from './rateLimit.ts'
import { describeError } from './redact.ts'
import { Refusal } from './refusal.ts'
import { mediaType, readText } from './requestBody.ts'
import { routeOptions } from './routeOptions.ts'
import { safetyHeader, type SafetyIdentifier } from './safetyIdentifier.ts'
import { createSessionSource, runOptions, type SessionSource } from './sessionSource.ts'
import { controlShape, joinCall, type Sideband, type SidebandControl } from './sideband.ts'
import { telemetry } from './telemetry.ts'
import { createUpstream, type UpstreamOptions } from './upstream.ts'

export interface CallHandlerOptions<C = unknown> extends UpstreamOptions, GuardOptions<C>, SafetyIdentifier<C> {
  /**
   * Joins every call from this server, in the background, with the agent given here: its tools run on the server. A call that
   * cannot be joined is hung up. Needs `agent`, and a server that outlives the request.
   */
  sideband?: SidebandControl<C> & { onAttached?: (sideband: Sideband<C>, call: OpenedCall<C>) => void }
  /** Told of every call before the page gets its answer. When it throws, the call is hung up. */
  onCall?: (call: OpenedCall<C>) => void | Promise<void>
}

export interface OpenedCall<C = unknown> {
  callId: string
  caller: Caller<C> | undefined
  /**
   * Holds the user's slot and counts minutes. `sideband` takes care of it; otherwise hand it to `attachSideband`, or `end()` it
   * when you know that the call is over. A slot that nobody gives back is free after an hour.
   */
  lease: CallLease | undefined
  request: Request
}

const optionsSchema = routeOptions({
  sideband: z.strictObject({ ...controlShape, onAttached: fn().optional() }).optional(),
  onCall: fn().optional(),
})
  .refine(
    (options) =>
      'sideband' in options || 'onCall' in options || !('rateLimit' in options) || !limitsCalls(options.rateLimit),
    {
      error: 'limits open calls or minutes, and needs `sideband` or `onCall` to learn when a call ends',
      path: ['rateLimit'],
    },
  )
  .refine((options) => !('sideband' in options) || 'agent' in options, { error: 'needs `agent`', path: ['sideband'] })

/** Offers of browsers are a few kilobytes. */
const MAX_OFFER_BYTES = 65_536

/**
 * The route that opens a WebRTC call for a page without giving it a secret: `POST` with the SDP offer as `application/sdp`,
 * answered with 201 and the SDP answer. The session is attached here; the standard key and what it configures stay on the server.
 *
 * Refusals as in `createClientSecretHandler`, and `too_many_calls` (429).
 * @throws ConfigError `invalid_option` for options that cannot work.
 */
export function createCallHandler<C = unknown>(options: CallHandlerOptions<C> & SessionSource<C>): Handler {
  checkOptions('createCallHandler', optionsSchema, options)
  const upstream = createUpstream(options)
  const sessionFor = createSessionSource(options)
  const seesEnd = options.sideband !== undefined || options.onCall !== undefined

  /** The service knows the call only once the page has its answer, so nobody waits for this. */
  async function follow(
    agent: RealtimeAgent<C>,
    { onAttached, ...control }: NonNullable<CallHandlerOptions<C>['sideband']>,
    call: OpenedCall<C>,
    log: Log,
  ): Promise<void> {
    const { callId, caller, lease } = call
    const run = { ...runOptions(options.config, caller), ...(lease && { lease }) }
    try {
      const sideband = await joinCall<C>(callId, { ...options, log, ...control, ...run, agent })
      onAttached?.(sideband, call)
    } catch (error) {
      log({ level: 'error', event: 'sideband.not_attached', callId, reason: describeError(error) })
    }
  }

  return createGuardedRoute<C>('call', options, async (request, { caller, limitKey, rateLimit, log }) => {
    const offer = await readOffer(request)
    const session = await sessionFor(caller)
    // Without anybody who learns of its end, an open call would count for an hour.
    const lease = seesEnd ? await rateLimit?.openCall(limitKey) : undefined
    let takeBack: (() => Promise<void>) | undefined
    let callId: string | undefined
    try {
      takeBack = await rateLimit?.countIssued(limitKey)
      const answer = await upstream.post({
        path: '/realtime/calls',
        body: multipartCall(offer, session),
        headers: await safetyHeader(options, caller, request),
        // A repeated offer could open a second call.
        retry: 'unsent',
        signal: request.signal,
        log,
      })
      callId = callIdOf(answer.headers.get('location'))
      if (callId === undefined || !answer.text.startsWith('v=0')) {
        throw new Refusal('upstream_unavailable', { detail: { reason: 'The answer is not that of a call.' } })
      }
      const call: OpenedCall<C> = { callId, caller, lease, request }
      await options.onCall?.(call)
      telemetry.issued('call')
      log({ level: 'info', event: 'call.opened', userId: caller?.userId, callId })
      if (options.sideband && options.agent) void follow(options.agent, options.sideband, call, log)
      const headers = { 'content-type': 'application/sdp', location: `/v1/realtime/calls/${callId}` }
      return new Response(answer.text, { status: 201, headers })
    } catch (error) {
      if (callId !== undefined) await hangUpCall(upstream, callId, log).catch(() => {})
      await takeBack?.()
      await lease?.end()
      throw error
    }
  })
}

function limitsCalls(rules: unknown): boolean {
  const { concurrentCallsPerUser, callMinutesPerUser } = (rules || {}) as RateLimitRules
  return Boolean(concurrentCallsPerUser || callMinutesPerUser)
}

async function readOffer(request: Request): Promise<string> {
  if (mediaType(request) !== 'application/sdp') {
    throw new Refusal('content_type_not_supported', { message: 'Send the SDP offer as application/sdp.' })
  }
  const offer = await readText(request, MAX_OFFER_BYTES)
  if (!offer.startsWith('v=0') || !/^m=audio /m.test(offer)) {
    throw new Refusal('body_invalid', { message: 'The body is not an SDP offer with audio.' })
  }
  return offer
}
