import type { Log } from './log.ts'
import { Refusal } from './refusal.ts'
import type { Upstream, UpstreamRequest } from './upstream.ts'

/** A call of the service is named by the last segment of the address it was created at. */
export function callIdOf(location: string | null): string | undefined {
  return /\/([\w-]{1,128})\/?$/.exec(location ?? '')?.[1]
}

/** Ends a call for both sides; says whether it was still there to be ended. @throws Refusal when the service does not do it. */
export async function hangUpCall(upstream: Upstream, callId: string, log: Log): Promise<'hung_up' | 'was_over'> {
  const request: UpstreamRequest = {
    path: `/realtime/calls/${encodeURIComponent(callId)}/hangup`,
    template: '/realtime/calls/{call_id}/hangup',
    retry: 'safe',
    signal: new AbortController().signal,
    log,
  }
  try {
    await upstream.post(request)
    return 'hung_up'
  } catch (error) {
    if (error instanceof Refusal && error.detail['upstreamStatus'] === 404) return 'was_over'
    throw error
  }
}

/** Offer and session in one body: two parts, each with its own content type and no file name. */
export function multipartCall(sdp: string, session: unknown): { contentType: string; content: string } {
  const boundary = `parley-${crypto.randomUUID()}`
  const part = (name: string, type: string, content: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`
  const content = `${part('sdp', 'application/sdp', sdp)}${part('session', 'application/json', JSON.stringify(session))}--${boundary}--\r\n`
  return { contentType: `multipart/form-data; boundary=${boundary}`, content }
}
