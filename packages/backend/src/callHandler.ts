import { z } from 'zod'

import { callIdOf, hangUp, multipartCall } from './callControl.ts'
import { createGuardedRoute, guardShape, type Caller, type GuardOptions, type Handler } from './guardedRoute.ts'
import { checkOptions, fn } from './options.ts'
import type { CallLease } from './rateLimit.ts'
import { Refusal } from './refusal.ts'
import { mediaType, readText } from './requestBody.ts'
import { safetyHeader, type SafetyIdentifier } from './safetyIdentifier.ts'
import { createSessionSource, sessionSourceShape, type SessionSource } from './sessionSource.ts'
import { telemetry } from './telemetry.ts'
import { createUpstream, upstreamShape, type UpstreamOptions } from './upstream.ts'

export interface CallHandlerOptions<C = unknown> extends UpstreamOptions, GuardOptions<C>, SafetyIdentifier<C> {
  /** Told of every call before the page gets its answer; the place to attach a sideband. When it throws, the call is hung up. */
  onCall?: (call: OpenedCall<C>) => void | Promise<void>
}

export interface OpenedCall<C = unknown> {
  callId: string
  caller: Caller<C> | undefined
  /** Holds the user's slot and counts minutes. Hand it to `attachSideband`, or `end()` it when you know that the call is over; a slot that nobody gives back is free after an hour. */
  lease: CallLease | undefined
  request: Request
}

const optionsSchema = z.strictObject({
  ...upstreamShape,
  ...guardShape,
  ...sessionSourceShape,
  safetyIdentifier: fn().optional(),
  onCall: fn().optional(),
})

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
  const upstream = createUpstream(options, telemetry)
  const sessionFor = createSessionSource(options)

  return createGuardedRoute<C>('call', options, async (request, { caller, limitKey, rateLimit, log }) => {
    const offer = await readOffer(request)
    const session = await sessionFor(caller)
    const lease = await rateLimit?.openCall(limitKey)
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
      await options.onCall?.({ callId, caller, lease, request })
      telemetry.issued('call')
      log({ level: 'info', event: 'call.opened', userId: caller?.userId, callId })
      const headers = { 'content-type': 'application/sdp', location: `/v1/realtime/calls/${callId}` }
      return new Response(answer.text, { status: 201, headers })
    } catch (error) {
      if (callId !== undefined) await hangUp(upstream, callId, log).catch(() => {})
      await takeBack?.()
      await lease?.end()
      throw error
    }
  })
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
